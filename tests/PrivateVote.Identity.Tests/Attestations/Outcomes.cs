using System.Text;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Identity.Tests.Attestations;

internal static class Outcomes
{
    /// <summary>What the attestation says; fails where it is refused.</summary>
    public static Personhood Verify(string attestation, VerificationContext context)
    {
        var outcome = AttestationVerifiers.Verify(Encoding.UTF8.GetBytes(attestation), context);
        Assert.False(outcome.IsRefused(out var refusal, out var personhood), refusal?.ToString());
        return personhood;
    }

    public static IdentityRefusal AssertRefused(IdentityCode code, string attestation, VerificationContext context)
    {
        var outcome = AttestationVerifiers.Verify(Encoding.UTF8.GetBytes(attestation), context);
        Assert.True(outcome.IsRefused(out var refusal, out _), $"taken, though {code} was expected");
        Assert.True(code == refusal.Code, $"{refusal} instead of {code}");
        return refusal;
    }
}
