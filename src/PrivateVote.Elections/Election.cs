using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Security.Cryptography;
using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Hashing;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Rules;

namespace PrivateVote.Elections;

/// <summary>
/// An opened manifest: checked as far as it can be by itself, with everything that follows from it.
/// </summary>
public sealed class Election
{
    /// <summary>Totals stay below 2^44, where a discrete logarithm is still found in seconds to minutes.</summary>
    private static readonly UInt128 TotalLimit = (UInt128)1 << 44;

    private const string ScopeDomain = "PrivateVote/v1/scope";

    private Election(
        byte[] manifestBytes,
        Manifest manifest,
        BallotCircuit circuit,
        EdwardsPoint key,
        NoteVerifier log,
        ulong largestTotal
    )
    {
        ManifestBytes = manifestBytes;
        Id = SHA256.HashData(manifestBytes);
        Manifest = manifest;
        Circuit = circuit;
        Key = key;
        key.ToAffine(out var x, out var y);
        KeyCoordinates = (x, y);
        Log = log;
        LargestTotal = largestTotal;
        Rule = manifest.Rule.ForCircuit(manifest.Options.Count);
        Scope = HashToField.ToFr(Id, System.Text.Encoding.ASCII.GetBytes(ScopeDomain));
    }

    /// <summary>SHA-256 of the manifest's bytes.</summary>
    public byte[] Id { get; }

    public Manifest Manifest { get; }

    /// <summary>The manifest as it was signed.</summary>
    public ReadOnlyMemory<byte> ManifestBytes { get; }

    public BallotCircuit Circuit { get; }

    /// <summary>The committee's joint key K.</summary>
    public EdwardsPoint Key { get; }

    /// <summary>The same as public signals of every ballot.</summary>
    internal (Fr X, Fr Y) KeyCoordinates { get; }

    /// <summary>The key that checkpoints of the log are signed with.</summary>
    public NoteVerifier Log { get; }

    public CircuitRule Rule { get; }

    /// <summary>Binds nullifiers to this election: hash_to_field of the id.</summary>
    public Fr Scope { get; }

    /// <summary>No option's total is above this.</summary>
    public ulong LargestTotal { get; }

    public int Options => Manifest.Options.Count;

    public static bool TryOpen(
        ReadOnlySpan<byte> manifestBytes,
        [NotNullWhen(true)] out Election? election,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        election = null;
        if (!StrictJson.TryParse<Manifest>(manifestBytes, out var manifest, out var problem))
        {
            refusal = new Refusal(RefusalCode.MalformedManifest, problem);
            return false;
        }

        refusal =
            CheckTexts(manifest)
            ?? CheckOptions(manifest)
            ?? CheckRules(manifest)
            ?? CheckTimes(manifest)
            ?? CheckCommittee(manifest.Committee)
            ?? CheckCouncil(manifest.Council)
            ?? CheckRoll(manifest.Roll);
        if (refusal is not null)
        {
            return false;
        }

        if (
            !BallotCircuit.TryFind(manifest.Circuit.Name, out var circuit)
            || !circuit.VerificationKey.Digest.AsSpan().SequenceEqual(manifest.Circuit.VerificationKey)
        )
        {
            refusal = new Refusal(
                RefusalCode.UnknownCircuit,
                $"this software has no circuit {Shown.Text(manifest.Circuit.Name)} with that verification key"
            );
        }
        else if (BallotCircuit.For(manifest.Options.Count) != circuit)
        {
            refusal = new Refusal(
                RefusalCode.UnknownCircuit,
                $"{manifest.Options.Count} options are voted on with another circuit than {circuit.Name}"
            );
        }
        else if (!EdwardsPoint.TryDecode(manifest.Committee.Key, out var key))
        {
            refusal = new Refusal(RefusalCode.CommitteeMismatch, "the committee's key is not a point of prime order");
        }
        else if (!NoteVerifier.TryParse(manifest.Log, out var log))
        {
            refusal = new Refusal(
                RefusalCode.MalformedManifest,
                "the log's verifier key is not of the form name+hash+key (C2SP signed-note)"
            );
        }
        else
        {
            var largest = LargestTotalOf(manifest);
            election = new Election(manifestBytes.ToArray(), manifest, circuit, key, log, (ulong)largest);
        }

        return election is not null;
    }

    private static Refusal? CheckTexts(Manifest manifest)
    {
        if (manifest.Protocol != Manifest.CurrentProtocol)
        {
            return new Refusal(
                RefusalCode.MalformedManifest,
                $"this software knows {Manifest.CurrentProtocol}, not {Shown.Text(manifest.Protocol)}"
            );
        }

        return string.IsNullOrWhiteSpace(manifest.Title) || string.IsNullOrWhiteSpace(manifest.Space)
            ? new Refusal(RefusalCode.MalformedManifest, "title and space are not empty")
            : null;
    }

    private static Refusal? CheckOptions(Manifest manifest)
    {
        var options = manifest.Options;
        if (BallotCircuit.For(options.Count) is null)
        {
            return new Refusal(RefusalCode.InvalidOptions, $"an election has 1 to 8 options, not {options.Count}");
        }

        if (options.Any(option => option is null || string.IsNullOrWhiteSpace(option.Name)))
        {
            return new Refusal(RefusalCode.InvalidOptions, "every option has a name");
        }

        if (options.DistinctBy(option => option.Name, StringComparer.Ordinal).Count() != options.Count)
        {
            return new Refusal(RefusalCode.InvalidOptions, "two options have the same name");
        }

        foreach (var option in options)
        {
            if (option.Payload is { } payload && !IsPayload(payload))
            {
                return new Refusal(
                    RefusalCode.InvalidOptions,
                    $"the payload of {Shown.Text(option.Name)} is not one: addresses are 0x and 40 hexadecimal digits, "
                        + "values decimal below 2^256, data 0x and whole bytes, operations 0 or 1"
                );
            }
        }

        return null;
    }

    private static bool IsPayload(Payload payload) =>
        IsHexBytes(payload.Safe, 20)
        && payload.Calls.Count > 0
        && payload.Calls.All(call =>
            call is not null
            && IsHexBytes(call.To, 20)
            && IsHexBytes(call.Data, null)
            && call.Operation is 0 or 1
            && call.Value.Length is > 0 and <= 78
            && !call.Value.AsSpan().ContainsAnyExceptInRange('0', '9')
            && BigInteger.Parse(call.Value, System.Globalization.CultureInfo.InvariantCulture) < BigInteger.One << 256
        );

    private static bool IsHexBytes(string text, int? length) =>
        text.StartsWith("0x", StringComparison.Ordinal)
        && text.Length % 2 == 0
        && (length is null || text.Length == 2 + (2 * length))
        && text.Skip(2).All(char.IsAsciiHexDigit);

    private static Refusal? CheckRules(Manifest manifest)
    {
        if (manifest.Rule.Problem() is { } problem)
        {
            return new Refusal(RefusalCode.InvalidRule, problem);
        }

        if (Decision.Problem(manifest.Pass, manifest.Quorum, manifest.Rule, manifest.Options.Count) is { } unmeasurable)
        {
            return new Refusal(RefusalCode.NotMeasurable, unmeasurable);
        }

        var census = manifest.Census;
        if (census.Size is < 1 or > Census.MaximumSize || census.TotalWeight < (ulong)census.Size)
        {
            return new Refusal(
                RefusalCode.CensusMismatch,
                $"a census has 1 to {Census.MaximumSize} members with a weight of at least 1 each"
            );
        }

        if (manifest.Turnout < 1 || manifest.Turnout > census.Size)
        {
            return new Refusal(
                RefusalCode.InvalidRule,
                $"the minimum turnout is 1 to {census.Size}, the size of the census"
            );
        }

        return LargestTotalOf(manifest) >= TotalLimit
            ? new Refusal(
                RefusalCode.TotalsTooLarge,
                $"an option's total could reach {LargestTotalOf(manifest)}; totals stay below 2^44: scale the weights down"
            )
            : null;
    }

    private static UInt128 LargestTotalOf(Manifest manifest) =>
        manifest.Rule.LargestTotal(manifest.Options.Count, manifest.Census.Size, manifest.Census.TotalWeight);

    private static Refusal? CheckTimes(Manifest manifest) =>
        manifest.Opens < manifest.Closes
            ? null
            : new Refusal(RefusalCode.InvalidTimes, "an election opens before it closes");

    private static Refusal? CheckCommittee(CommitteeReference committee)
    {
        var members = committee.Members.Count;
        var dealers = committee.Dealers;
        var ascending = dealers.Zip(dealers.Skip(1)).All(pair => pair.First < pair.Second);
        return
            committee.Threshold < 1
            || committee.Threshold > dealers.Count
            || !ascending
            || dealers.Any(dealer => dealer < 1 || dealer > members)
            ? new Refusal(
                RefusalCode.CommitteeMismatch,
                "the committee's threshold is 1 to the number of dealers, and dealers are distinct indices of members, ascending"
            )
            : null;
    }

    private static Refusal? CheckCouncil(Council? council) =>
        council is not null
        && (
            council.Threshold < 1
            || council.Threshold > council.Members.Count
            || council.Members.Distinct(StringComparer.Ordinal).Count() != council.Members.Count
        )
            ? new Refusal(
                RefusalCode.MalformedManifest,
                "the council's members are distinct and its threshold is 1 to their number"
            )
            : null;

    /// <summary>What it refers to is in another log, and is compared by who has that one.</summary>
    private static Refusal? CheckRoll(RollReference? roll) =>
        roll is not null && (roll.Entry < 1 || !NoteVerifier.TryParse(roll.Log, out _))
            ? new Refusal(
                RefusalCode.MalformedManifest,
                "a roll is named by the verifier key of its space's log and an entry's index after the first"
            )
            : null;
}
