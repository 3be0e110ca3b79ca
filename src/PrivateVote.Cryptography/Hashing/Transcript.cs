using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using PrivateVote.Cryptography.BabyJubjub;

namespace PrivateVote.Cryptography.Hashing;

/// <summary>
/// The public-coin transcript from which the challenges of all sigma protocols come (Fiat-Shamir).
/// </summary>
/// <remarks>
/// <para>The transcript is a string of bytes, to which every operation appends fields. A field is the length of
/// its content as 8 bytes big-endian, then the content; so no two different sequences of fields give the same bytes.</para>
/// <list type="table">
/// <item><term>new Transcript(label)</term><description>field("PrivateVote/v1/" + label)</description></item>
/// <item><term>Append(label, bytes)</term><description>field(label), field(bytes)</description></item>
/// <item><term>Append(label, point)</term><description>field(label), field(x ‖ y), 64 bytes</description></item>
/// <item><term>Append(label, scalar)</term><description>field(label), field(32 bytes big-endian)</description></item>
/// <item><term>Append(label, number)</term><description>field(label), field(8 bytes big-endian)</description></item>
/// <item><term>Append(label, points)</term><description>field(label), field(their number, 8 bytes big-endian), then
/// field(x ‖ y) for each</description></item>
/// <item><term>Challenge(label)</term><description>field(label); then with h = SHA-256 of all bytes so far,
/// hash_to_field(h, DST = "PrivateVote/v1/" + the transcript's label) modulo l, L = 48 (RFC 9380 section 5.2);
/// then field(h), so that later challenges depend on the earlier ones</description></item>
/// </list>
/// Labels are ASCII. A transcript is used by one thread and holds public values only.
/// </remarks>
public sealed class Transcript : IDisposable
{
    /// <summary>Every transcript of this version of the protocol begins so.</summary>
    public const string Prefix = "PrivateVote/v1/";

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _tag;

    /// <summary>Begins a transcript for the proof of this name, 1 to 240 characters of ASCII.</summary>
    public Transcript(string label)
    {
        ArgumentException.ThrowIfNullOrEmpty(label);
        _tag = Encoding.UTF8.GetBytes(Prefix + label);
        if (!Ascii.IsValid(label) || _tag.Length > 255)
        {
            throw new ArgumentException("A label is ASCII and at most 240 characters long.", nameof(label));
        }

        AppendField(_tag);
    }

    public void Append(string label, ReadOnlySpan<byte> content)
    {
        AppendLabel(label);
        AppendField(content);
    }

    public void Append(string label, in EdwardsPoint point)
    {
        Span<byte> bytes = stackalloc byte[EdwardsPoint.Size];
        point.Encode(bytes);
        Append(label, bytes);
    }

    public void Append(string label, in Scalar scalar)
    {
        Span<byte> bytes = stackalloc byte[Scalar.Size];
        scalar.Encode(bytes);
        Append(label, bytes);
    }

    public void Append(string label, ulong number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        Append(label, bytes);
    }

    /// <summary>Appends many points under one label, in order, each as its own field, with one inversion for all.</summary>
    public void Append(string label, ReadOnlySpan<EdwardsPoint> points)
    {
        var bytes = new byte[points.Length * EdwardsPoint.Size];
        EdwardsPoint.EncodeBatch(points, bytes);
        Append(label, (ulong)points.Length);
        for (var i = 0; i < points.Length; i++)
        {
            AppendField(bytes.AsSpan(i * EdwardsPoint.Size, EdwardsPoint.Size));
        }
    }

    /// <summary>A challenge modulo l that depends on everything appended before, earlier challenges included.</summary>
    public Scalar Challenge(string label)
    {
        AppendLabel(label);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.GetCurrentHash(digest);
        AppendField(digest);
        return HashToField.ToScalar(digest, _tag);
    }

    /// <summary>SHA-256 of all bytes so far; changes nothing.</summary>
    internal void PeekDigest(Span<byte> digest) => _hash.GetCurrentHash(digest);

    public void Dispose() => _hash.Dispose();

    private void AppendLabel(string label)
    {
        if (!Ascii.IsValid(label))
        {
            throw new ArgumentException("A label is ASCII.", nameof(label));
        }

        AppendField(Encoding.ASCII.GetBytes(label));
    }

    private void AppendField(ReadOnlySpan<byte> content)
    {
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(length, (ulong)content.Length);
        _hash.AppendData(length);
        _hash.AppendData(content);
    }
}
