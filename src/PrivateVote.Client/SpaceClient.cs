using System.Net;
using System.Text;
using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Elections.Service;
using PrivateVote.Governance;
using PrivateVote.Governance.Service;
using PrivateVote.Identity;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Client;

/// <summary>
/// A space at a service, as somebody uses it who becomes a member: nothing is signed that was not asked for, and nothing is
/// believed that does not follow from the space's id.
/// </summary>
public sealed class SpaceClient
{
    /// <summary>How far ahead of one's own the service's clock may be.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private readonly ServiceClient service;
    private readonly string path;

    private SpaceClient(ServiceClient service, Space space)
    {
        this.service = service;
        Space = space;
        var reference = LogReference.Space(space.Id);
        path = reference.Path;
        Log = new LogClient(service, reference);
    }

    /// <summary>The space that was asked for, with its rules as they were when it was opened here: amended where a proposal changed them.</summary>
    public Space Space { get; }

    public LogClient Log { get; }

    /// <summary>
    /// The rules that the space was opened with follow from its id. Where it has a constitution, members may have changed them, which
    /// only the replayed log shows: that takes time in proportion to it.
    /// </summary>
    /// <exception cref="DishonestServiceException">The constitution is another space's, or the log breaks the rules.</exception>
    /// <exception cref="InvalidDataException">The constitution is this space's and breaks the rules.</exception>
    public static async Task<SpaceClient> OpenAsync(
        ServiceClient service,
        byte[] id,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(service);
        var bytes = await service.GetNamedAsync(
            LogReference.Space(id),
            "constitution",
            Dishonesty.OtherConstitution,
            cancellation
        );
        if (!Space.TryOpen(bytes, out var space, out var refusal))
        {
            throw new InvalidDataException($"the constitution of space {Hex.Encode(id)} breaks the rules: {refusal}");
        }

        return new SpaceClient(
            service,
            space.Body.Constitution is null
                ? space
                : (await GovernanceClient.OpenAsync(service, id, null, cancellation)).Space
        );
    }

    /// <summary>A challenge for this commitment, with what each way of showing control signs of it.</summary>
    /// <remarks>
    /// Only the challenge itself is the service's, and it is held to what was asked for. Texts, scopes and nonces are made from it
    /// here: a service that could choose what a wallet signs could have it sign for somebody else.
    /// </remarks>
    /// <param name="commitment">The identity commitment to enter.</param>
    /// <param name="now">
    /// One's own time: what is signed for the future could be kept back, and entered when nobody expects it any more.
    /// </param>
    /// <param name="replaces">The same person's commitment that it replaces; null for none.</param>
    /// <param name="subject">Who will sign; null where nobody does, or by a DID's key.</param>
    /// <exception cref="DishonestServiceException">It is a challenge for something else, or says other things of it than follow.</exception>
    public async Task<ChallengeAnswer> ChallengeAsync(
        Fr commitment,
        DateTimeOffset now,
        Fr? replaces = null,
        SubjectId? subject = null,
        CancellationToken cancellation = default
    )
    {
        var request = StrictJson.Serialize(new ChallengeRequest(commitment, replaces, subject?.Text));
        var answer = await service.PostAsync($"{path}/challenges", request, "application/json", cancellation);
        if (!StrictJson.TryParse<ChallengeAnswer>(answer, out var given, out var problem))
        {
            throw new InvalidDataException($"the service does not answer with a challenge: {problem}");
        }

        var made = ChallengeAnswer.Of(given.Challenge, Space, subject);
        problem =
            ProblemOf(given.Challenge, commitment, now, replaces)
            ?? (
                StrictJson.Serialize(made).AsSpan().SequenceEqual(StrictJson.Serialize(given))
                    ? null
                    : "what it says is to be signed does not follow from its challenge"
            );
        return problem is null
            ? made
            : throw new DishonestServiceException(
                Dishonesty.OtherChallenge,
                problem,
                new Evidence("challenge.json", answer),
                new Evidence("challenge-request.json", request)
            );
    }

    /// <summary>Hands in a presentation. The receipt shows that what makes a member of exactly this commitment is in the log.</summary>
    /// <param name="key">The key of the space's log.</param>
    /// <exception cref="ServiceException">It is refused.</exception>
    /// <exception cref="DishonestServiceException">The receipt does not show it; the receipt is the evidence.</exception>
    public async Task<RegistrationReceipt> RegisterAsync(
        Presentation presentation,
        NoteVerifier key,
        CancellationToken cancellation = default
    )
    {
        var bytes = StrictJson.Serialize(presentation);
        var answer = await service.PostAsync($"{path}/registrations", bytes, "application/json", cancellation);
        if (StrictJson.TryParse<RegistrationReceipt>(answer, out var receipt, out var problem))
        {
            problem = receipt.Problem(key) ?? MembershipEntry.Problem(receipt.Entry, Space, presentation);
            if (problem is null)
            {
                return receipt;
            }
        }

        throw new DishonestServiceException(
            Dishonesty.BadReceipt,
            problem,
            new Evidence("receipt.json", answer),
            new Evidence("presentation.json", bytes)
        );
    }

    /// <summary>
    /// The entry by which a commitment is a member, shown to be in the log; null when the service says that it is none. Whether
    /// that has ended, or was replaced later, only a replay shows.
    /// </summary>
    /// <param name="key">The key of the space's log.</param>
    /// <exception cref="DishonestServiceException">The entry is not in the log, or makes somebody else a member.</exception>
    public async Task<MemberView?> FindMemberAsync(
        Fr commitment,
        NoteVerifier key,
        CancellationToken cancellation = default
    )
    {
        byte[] answer;
        try
        {
            answer = await service.GetBytesAsync(
                $"{path}/members/{ServiceClient.Digits(commitment.ToBytes())}",
                cancellation
            );
        }
        catch (ServiceException exception) when (exception.Status == HttpStatusCode.NotFound)
        {
            return null;
        }

        if (StrictJson.TryParse<MemberView>(answer, out var view, out var problem))
        {
            var line = Encoding.UTF8.GetBytes(view.Entry);
            problem =
                LogProof.Problem(line, view.Index, view.InclusionProof, view.Checkpoint, key)
                ?? (
                    MembershipEntry.CommitmentOf(view.Entry) == commitment
                        ? null
                        : $"entry {view.Index} does not make this commitment a member"
                );
            if (problem is null)
            {
                return view;
            }
        }

        throw new DishonestServiceException(Dishonesty.BadMember, problem, new Evidence("member.json", answer));
    }

    /// <summary>The members that a roll fixed, held against its root: nobody is left out, and nobody added.</summary>
    /// <param name="size">Entries of the log that count: those up to and including the roll's.</param>
    /// <param name="expected">The roll, as somebody said who replayed the log.</param>
    /// <exception cref="DishonestServiceException">They are others.</exception>
    public async Task<Census> RollAsync(long size, CensusSummary expected, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(expected);
        var bytes = await service.GetBytesAsync(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path}/roll?size={size}"),
            cancellation
        );
        string problem;
        try
        {
            var census = Census.FromCsv(Encoding.UTF8.GetString(bytes));
            if (census.Root == expected.Root && census.Members.Count == expected.Size)
            {
                return census;
            }

            problem =
                $"it answers with {census.Members.Count} members whose root is not that of the roll of {expected.Size}";
        }
        catch (FormatException exception)
        {
            problem = $"it does not answer with a roll: {exception.Message}";
        }

        throw new DishonestServiceException(Dishonesty.OtherCensus, problem, new Evidence("roll.csv", bytes));
    }

    /// <summary>What the service says of the space: a lead, and nothing to rely on.</summary>
    public Task<SpaceSummary> SummaryAsync(CancellationToken cancellation = default) =>
        service.SpaceAsync(Space.Id, cancellation);

    private string? ProblemOf(Challenge challenge, Fr commitment, DateTimeOffset now, Fr? replaces)
    {
        if (!challenge.Space.AsSpan().SequenceEqual(Space.Id))
        {
            return $"its challenge is for space {Hex.Encode(challenge.Space)}, not {Hex.Encode(Space.Id)}";
        }

        if (challenge.Domain != Space.Body.Domain)
        {
            return $"its challenge names the domain {Shown.Text(challenge.Domain)}, the space's is {Shown.Text(Space.Body.Domain)}";
        }

        if (challenge.Commitment != commitment || challenge.Replaces != replaces)
        {
            return "its challenge is for another identity commitment than the one asked for";
        }

        if (challenge.IssuedAt > now + Skew)
        {
            return $"its challenge is of {MomentForm.ToText(challenge.IssuedAt)}, and here it is {MomentForm.ToText(now)}: look at the clock";
        }

        return
            challenge.Expires > challenge.IssuedAt
            && challenge.Expires - challenge.IssuedAt <= Challenge.MaximumLifetime
            ? null
            : $"its challenge lasts longer than {Challenge.MaximumLifetime.TotalMinutes:0} minutes";
    }
}
