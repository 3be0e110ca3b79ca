using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Cryptography.Tests.Standard;

/// <summary>Beside these, scalars that Semaphore derives from keys of every length up to three blocks (SemaphoreIdentityTests).</summary>
public class Blake512Tests
{
    /// <summary>The known answers of "SHA-3 proposal BLAKE", appendix A.4, and the empty message of its submission.</summary>
    [Theory]
    [InlineData(
        0,
        "A8CFBBD73726062DF0C6864DDA65DEFE58EF0CC52A5625090FA17601E1EECD1B628E94F396AE402A00ACC9EAB77B4D4C2E852AAAA25A636D80AF3FC7913EF5B8"
    )]
    [InlineData(
        1,
        "97961587F6D970FABA6D2478045DE6D1FABD09B61AE50932054D52BC29D31BE4FF9102B9F69E2BBDB83BE13D4B9C06091E5FA0B48BD081B634058BE0EC49BEB3"
    )]
    [InlineData(
        144,
        "313717D608E9CF758DCB1EB0F0C3CF9FC150B2D500FB33F51C52AFC99D358A2F1374B8A38BBA7974E7F6EF79CAB16F22CE1E649D6E01AD9589C213045D545DDE"
    )]
    public void Zero_bytes_have_the_published_hash(int count, string expected) =>
        Assert.Equal(expected, Convert.ToHexString(Blake512.Hash(new byte[count])));

    [Fact]
    public void The_place_of_the_padding_matters()
    {
        // Around the two lengths where the padding's two bits share a byte, and where it takes a block of its own.
        var hashes = Enumerable.Range(100, 60).Select(length => Convert.ToHexString(Blake512.Hash(new byte[length])));
        Assert.Equal(60, hashes.Distinct().Count());
    }
}
