using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Elections.Entries;

/// <summary>
/// What an entry is, in an election's log or in a space's: one list for both, so that no signature for one can stand for
/// another. In JSON: the name of its second member.
/// </summary>
public enum EntryKind
{
    /// <summary>Opens a key generation ceremony; signed by the organizer.</summary>
    Committee,

    /// <summary>Ceremony, step 1; signed by the trustee.</summary>
    Commit,

    /// <summary>Ceremony, step 2; signed by the trustee.</summary>
    Deal,

    /// <summary>Ceremony, step 3; signed by the trustee.</summary>
    Acknowledge,

    /// <summary>Ceremony, step 3, instead; signed by the trustee, provable to everyone.</summary>
    Complain,

    /// <summary>Up to 512 members of the census; signed by the organizer.</summary>
    Census,

    /// <summary>Fixes everything; signed by the organizer.</summary>
    Manifest,

    /// <summary>A vote or a re-encryption; its proof is its authentication.</summary>
    Ballot,

    /// <summary>The end of voting with the encrypted tally.</summary>
    Close,

    /// <summary>A trustee's decryption share of the encrypted tally; signed by the trustee.</summary>
    Share,

    /// <summary>The totals; anyone computes them.</summary>
    Result,

    /// <summary>A council member's approval of the result and its payload; signed.</summary>
    Approve,

    /// <summary>A council member's report that the payload was executed; signed.</summary>
    Execute,

    /// <summary>The organizer calls the election off; signed.</summary>
    Cancel,

    /// <summary>Opens a space; signed by one of its administrators.</summary>
    Space,

    /// <summary>Somebody becomes a member of the space; the presentation is its authentication.</summary>
    Register,

    /// <summary>Somebody becomes a member of the space by the registrar's word; signed by the registrar.</summary>
    Admit,

    /// <summary>Group roots that a source of the space accepts; signed by an administrator.</summary>
    Roots,

    /// <summary>Fixes the space's members for a census; signed by an administrator.</summary>
    Roll,

    /// <summary>Governance: a proposal is drafted; signed by a member, as are those without another signer below.</summary>
    Proposal,

    /// <summary>Its author writes a proposal anew.</summary>
    Revision,

    /// <summary>Its author puts a draft up for discussion; the rules that hold for it are frozen here.</summary>
    Submit,

    /// <summary>A comment on a proposal, or an answer to one.</summary>
    Comment,

    /// <summary>A reaction to a proposal or a comment.</summary>
    Reaction,

    /// <summary>A risk that the author has to answer before the vote.</summary>
    Risk,

    /// <summary>The author answers a risk.</summary>
    RiskAnswer,

    /// <summary>A statement that others agree or disagree with.</summary>
    Statement,

    /// <summary>What a member thinks of a statement.</summary>
    Opinion,

    /// <summary>Its author takes a proposal back.</summary>
    Withdraw,

    /// <summary>A proposal or a decision goes on to where time and conditions have it; anyone may ask.</summary>
    Advance,

    /// <summary>The manifest that is voted by; signed by an organizer.</summary>
    Election,

    /// <summary>How an election ended, proved from its log; anyone shows it.</summary>
    Outcome,

    /// <summary>A constitution that was voted takes effect; anyone may ask.</summary>
    Amend,

    /// <summary>A member gives their weight on a track to another.</summary>
    Delegate,

    /// <summary>A member takes their weight on a track back.</summary>
    Revoke,

    /// <summary>A delegate explains where they stand on a proposal.</summary>
    Position,

    /// <summary>What a member did for the community, attested by an issuer whom the constitution trusts.</summary>
    Contribution,

    /// <summary>A piece of a file of contributions that was voted; anyone brings it.</summary>
    ContributionImport,

    /// <summary>A member stands for a seat in a track's committee.</summary>
    Candidacy,

    /// <summary>A committee member proposes a decision within a mandate.</summary>
    Decision,

    /// <summary>A committee member agrees to a decision.</summary>
    Endorse,

    /// <summary>A member asks for a vote on what would otherwise take effect.</summary>
    VetoCall,

    /// <summary>A committee member reports what came of a decision.</summary>
    Report,

    /// <summary>An organizer opens an election below the minimum class size, for a reason; signed by the organizer.</summary>
    Override,

    /// <summary>What a council member found when verifying; signed by the council member.</summary>
    Review,

    /// <summary>A Safe owner's signature of the payload that was voted; it is its own authentication.</summary>
    Signature,

    /// <summary>What came of the transaction; signed by a council member.</summary>
    Executed,

    /// <summary>A member says which Ethereum account is theirs.</summary>
    Account,

    /// <summary>What the accounts of those who vote had at a block; signed by an organizer.</summary>
    Capital,
}

/// <summary>
/// One line of the log: `{"at":"2026-01-31T23:59:59.000Z","KIND":…}`, where the second member is a compact JWS for what
/// a role signs and a JSON object for what needs no signature.
/// </summary>
/// <remarks>The log hashes these bytes as they are; nothing is serialised again to verify it.</remarks>
/// <param name="At">When the log took the entry, to the millisecond.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Body">The JWS (ASCII, without quotes) or the JSON object, as they stand in the line.</param>
public sealed record Entry(DateTimeOffset At, EntryKind Kind, ReadOnlyMemory<byte> Body)
{
    /// <summary>Bytes of the longest entry: what fits an entry bundle of the log.</summary>
    public const int MaximumLength = EntryBundle.MaximumEntryLength;

    private static readonly Dictionary<string, EntryKind> Kinds = Enum.GetValues<EntryKind>().ToDictionary(NameOf);

    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 16 };

    /// <summary>Whether entries of this kind are signed text of three parts: a compact JWS, or what a member signs.</summary>
    public static bool IsSigned(EntryKind kind) =>
        kind
            is not (
                EntryKind.Ballot
                or EntryKind.Close
                or EntryKind.Result
                or EntryKind.Register
                or EntryKind.Advance
                or EntryKind.Outcome
                or EntryKind.Amend
                or EntryKind.Contribution
                or EntryKind.ContributionImport
                or EntryKind.Signature
            );

    /// <summary>The kind's name in JSON.</summary>
    public static string NameOf(EntryKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    /// <summary>The JWS `typ` of a signed entry: no signature for one kind can stand for another.</summary>
    public static string TypeOf(EntryKind kind) => $"privatevote-{NameOf(kind)}+jws";

    /// <summary>The line's bytes, without a line feed.</summary>
    public byte[] ToBytes()
    {
        var quote = IsSigned(Kind) ? "\"" : "";
        var head = $"{{\"at\":\"{MomentForm.ToText(At)}\",\"{NameOf(Kind)}\":{quote}";
        return [.. Encoding.UTF8.GetBytes(head), .. Body.Span, .. Encoding.UTF8.GetBytes(quote + "}")];
    }

    public static bool TryParse(
        ReadOnlyMemory<byte> line,
        [NotNullWhen(true)] out Entry? entry,
        [NotNullWhen(false)] out string? refusal
    )
    {
        entry = null;
        refusal = null;
        if (line.Length > MaximumLength)
        {
            refusal =
                $"an entry has at most {MaximumLength} bytes and this one has {line.Length}: put at most "
                + $"{CensusBody.PageSize} members on a page of the census, and shorter texts and payloads into a manifest";
            return false;
        }

        if (line.Span.Contains((byte)'\n'))
        {
            // White space within a body is hashed as it is, but a record has one line for each entry.
            refusal = "an entry is one line, without a line feed";
            return false;
        }

        try
        {
            refusal = Parse(line, out entry);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string token that is not valid UTF-8 or UTF-16.
            refusal = "it is not JSON: " + exception.Message;
        }

        return entry is not null;
    }

    private static string? Parse(ReadOnlyMemory<byte> line, out Entry? entry)
    {
        entry = null;
        var reader = new Utf8JsonReader(line.Span, Strict);
        const string Form = """an entry is {"at":"…","KIND":…} with exactly these two members""";
        if (
            !reader.Read()
            || reader.TokenType != JsonTokenType.StartObject
            || !reader.Read()
            || reader.TokenType != JsonTokenType.PropertyName
            || !reader.ValueTextEquals("at"u8)
        )
        {
            return Form;
        }

        if (
            !reader.Read()
            || reader.TokenType != JsonTokenType.String
            || !MomentForm.TryParseText(reader.GetString()!, out var at)
        )
        {
            return "its time is not of the form 2026-01-31T23:59:59.000Z";
        }

        if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
        {
            return Form;
        }

        if (!Kinds.TryGetValue(reader.GetString()!, out var kind))
        {
            return $"there is no kind of entry named {Shown.Text(reader.GetString()!)}";
        }

        var expected = IsSigned(kind) ? JsonTokenType.String : JsonTokenType.StartObject;
        if (!reader.Read() || reader.TokenType != expected)
        {
            return $"the member {NameOf(kind)} is not {(IsSigned(kind) ? "a JWS" : "an object")}";
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var body = line[start..(int)reader.BytesConsumed];
        if (IsSigned(kind))
        {
            if (reader.ValueIsEscaped)
            {
                return "a JWS is written without escapes";
            }

            body = body[1..^1];
        }

        if (!reader.Read() || reader.TokenType != JsonTokenType.EndObject || reader.Read())
        {
            return Form;
        }

        entry = new Entry(at, kind, body);
        return null;
    }
}
