using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Identity.Tests.Attestations;

public sealed class AttestationFormatTests
{
    [Theory]
    [InlineData(AttestationFormat.VcJwt, "vc+jwt")]
    [InlineData(AttestationFormat.SdJwtVc, "dc+sd-jwt")]
    [InlineData(AttestationFormat.DataIntegrity, "eddsa-jcs-2022")]
    [InlineData(AttestationFormat.Eas, "eas")]
    [InlineData(AttestationFormat.HumanPassport, "human-passport")]
    [InlineData(AttestationFormat.Semaphore, "semaphore")]
    [InlineData(AttestationFormat.WorldId, "world-id")]
    public void In_JSON_a_format_has_the_name_that_its_standard_uses(AttestationFormat format, string name)
    {
        var source = new AttestationSource("club", format, [], 1);

        var json = StrictJson.Serialize(source);

        Assert.Contains($"\"format\":\"{name}\"", Encoding.UTF8.GetString(json), StringComparison.Ordinal);
        Assert.True(StrictJson.TryParse<AttestationSource>(json, out var parsed, out _));
        Assert.Equal(format, parsed.Format);
    }

    [Fact]
    public void The_name_of_an_enum_in_the_code_is_no_name_in_JSON()
    {
        var json = """{"id":"club","format":"vcJwt","issuers":[],"assurance":1,"checkStatus":false}"""u8;
        Assert.False(StrictJson.TryParse<AttestationSource>(json, out _, out _));
    }
}
