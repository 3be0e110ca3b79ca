using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance;
using PrivateVote.Server.Logs;
using PrivateVote.Server.Storage;
using Proposal = PrivateVote.Server.Logs.Proposal;

namespace PrivateVote.Server.Registration;

/// <summary>A member's entry on its way into the log of a space.</summary>
/// <param name="Check">What it is held to when it is entered, besides the rules that need the members.</param>
/// <param name="Evidence">What is stored beside it, sealed; null where the entry shows everything.</param>
internal sealed record RegistrationProposal(
    Submission Submission,
    byte[] PresentationKey,
    Func<PendingRegistration, Refusal?> Check,
    byte[]? Evidence
) : Proposal(Submission)
{
    /// <summary>By what was handed in: an admission is signed and salted anew each time it is tried.</summary>
    public override byte[] Key => PresentationKey;

    public override NewEntry ToEntry(byte[] line) => new(line, Key, Evidence: Evidence);
}
