using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.ElGamal;
using PrivateVote.Cryptography.Groth16;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Elections.Entries;

/// <summary>
/// A vote or a re-encryption; nobody can tell which. No signature, no account: the proof is the authentication.
/// </summary>
/// <param name="Nullifier">Names the slot.</param>
/// <param name="Replaces">The index of the entry that stood in the slot before; absent when the slot is empty.</param>
/// <param name="Ciphertexts">For each of the circuit's options R and S, 128 bytes.</param>
/// <param name="Proof">Groth16, 256 bytes in the order of EIP-197.</param>
public sealed record Ballot(
    [property: JsonConverter(typeof(FrForm))] Fr Nullifier,
    [property: JsonConverter(typeof(BytesForm))] byte[] Ciphertexts,
    [property: JsonConverter(typeof(BytesForm))] byte[] Proof,
    long? Replaces = null
)
{
    /// <summary>The bytes that are submitted, entered and hashed.</summary>
    public byte[] ToBytes() => StrictJson.Serialize(this);

    /// <summary>What a voter compares before and after casting: SHA-256 of the ballot's bytes.</summary>
    public static byte[] DigestOf(ReadOnlySpan<byte> ballotBytes) => SHA256.HashData(ballotBytes);
}

/// <summary>The ciphertexts of one slot or of a tally, with their encoding, which the public signals are taken from.</summary>
public sealed class EncryptedVote
{
    /// <summary>Bytes of one option's ciphertext: R.x, R.y, S.x, S.y.</summary>
    public const int CiphertextSize = 4 * Fr.Size;

    private readonly Fr[] coordinates;

    private EncryptedVote(byte[] bytes, Fr[] coordinates, Ciphertext[] ciphertexts)
    {
        Bytes = bytes;
        this.coordinates = coordinates;
        Ciphertexts = ciphertexts;
    }

    public byte[] Bytes { get; }

    public IReadOnlyList<Ciphertext> Ciphertexts { get; }

    /// <summary>What an empty slot holds: the identity in every place.</summary>
    public static EncryptedVote Empty(int options) => Encode([.. Enumerable.Repeat(Ciphertext.Identity, options)]);

    public static EncryptedVote Encode(Ciphertext[] ciphertexts)
    {
        var points = new EdwardsPoint[2 * ciphertexts.Length];
        for (var i = 0; i < ciphertexts.Length; i++)
        {
            points[2 * i] = ciphertexts[i].R;
            points[(2 * i) + 1] = ciphertexts[i].S;
        }

        var x = new Fr[points.Length];
        var y = new Fr[points.Length];
        EdwardsPoint.ToAffineBatch(points, x, y);
        var coordinates = new Fr[2 * points.Length];
        var bytes = new byte[coordinates.Length * Fr.Size];
        for (var i = 0; i < coordinates.Length; i++)
        {
            coordinates[i] = i % 2 == 0 ? x[i / 2] : y[i / 2];
            coordinates[i].Encode(bytes.AsSpan(i * Fr.Size, Fr.Size));
        }

        return new EncryptedVote(bytes, coordinates, ciphertexts);
    }

    /// <summary>
    /// Reads canonical points on the curve. That they are in the prime subgroup follows from the ballot's proof, which
    /// shows each to be a multiple of B8 and the key, or such a multiple plus what stood in the slot before.
    /// </summary>
    public static bool TryDecode(byte[] bytes, int options, [NotNullWhen(true)] out EncryptedVote? vote)
    {
        vote = null;
        if (bytes.Length != options * CiphertextSize)
        {
            return false;
        }

        var coordinates = new Fr[4 * options];
        for (var i = 0; i < coordinates.Length; i++)
        {
            if (!Fr.TryDecode(bytes.AsSpan(i * Fr.Size, Fr.Size), out coordinates[i]))
            {
                return false;
            }
        }

        var ciphertexts = new Ciphertext[options];
        for (var i = 0; i < options; i++)
        {
            var of = coordinates.AsSpan(4 * i, 4);
            if (
                !EdwardsPoint.TryFromAffine(in of[0], in of[1], out var r)
                || !EdwardsPoint.TryFromAffine(in of[2], in of[3], out var s)
            )
            {
                return false;
            }

            ciphertexts[i] = new Ciphertext(r, s);
        }

        vote = new EncryptedVote(bytes, coordinates, ciphertexts);
        return true;
    }

    /// <summary>The coordinates in the order of the circuit's signals: R.x, R.y, S.x, S.y for each option.</summary>
    public ReadOnlySpan<Fr> Signals => coordinates;
}
