using System.Buffers.Binary;
using System.Security.Cryptography;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Proofs;

namespace PrivateVote.Cryptography.Threshold;

/// <summary>
/// A dealer's share for one trustee, encrypted on the public log so that the trustee can prove to anyone what was in it.
/// </summary>
/// <remarks>
/// <para>Encoded: E ‖ proof ‖ encrypted share ‖ tag = 64 + 64 + 32 + 16 = 176 bytes.</para>
/// <list type="table">
/// <item><term>shared point</term><description>E = e·B for a fresh e; Z = e·Y = y·E, y the trustee's secret, Y = y·B</description></item>
/// <item><term>info</term><description>"PrivateVote/v1/share-encryption" ‖ length of the context (8 bytes big-endian) ‖
/// context ‖ dealer's index (8) ‖ trustee's index (8) ‖ E ‖ Y</description></item>
/// <item><term>proof</term><description>Schnorr proof of knowledge of e, by the dealer's index, context = info</description></item>
/// <item><term>key, nonce</term><description>44 bytes of HKDF-SHA256 (RFC 5869) over Z (x ‖ y), no salt, info</description></item>
/// <item><term>box</term><description>AES-256-GCM of the share, 32 bytes big-endian, associated data = info</description></item>
/// </list>
/// The key is used for one message only. E and Y are in the subgroup and not the identity, so Z is not of low order. AES-GCM
/// does not commit to its key, but here E, Y and the proof of an opening leave one Z, so there is one decryption.
/// <para>
/// Why the dealer proves to know e: an opening publishes Z = y·E. A dealer who took E from an honest dealer's encryption to
/// the same trustee (or shifted it by a known multiple of B), in this ceremony or an earlier one, and added rubbish, would
/// have the trustee's honest complaint publish the Z that decrypts the honest share. Who knows e knows Z already.
/// </para>
/// </remarks>
public static class ShareEncryption
{
    /// <summary>Bytes of an encrypted share.</summary>
    public const int Size = BoxOffset + Scalar.Size + TagSize;

    private const int BoxOffset = EdwardsPoint.Size + SchnorrProof.Size;
    private const int TagSize = 16;
    private const int KeySize = 32;
    private const int NonceSize = 12;
    private const string OpeningLabel = "share-opening";

    private static ReadOnlySpan<byte> Protocol => "PrivateVote/v1/share-encryption"u8;

    /// <summary>Encrypts a share to a trustee's key; 176 bytes.</summary>
    /// <exception cref="ArgumentException">The key is the identity or outside the subgroup.</exception>
    public static byte[] Encrypt(
        in EdwardsPoint recipientPublicKey,
        in Scalar share,
        ReadOnlySpan<byte> contextId,
        int dealerIndex,
        int recipientIndex
    )
    {
        FeldmanCommitments.ThrowIfNoIndex(dealerIndex);
        FeldmanCommitments.ThrowIfNoIndex(recipientIndex);
        if (recipientPublicKey.IsIdentity || !recipientPublicKey.IsInSubgroup())
        {
            throw new ArgumentException("Not a key in the prime subgroup.", nameof(recipientPublicKey));
        }

        var ephemeral = Scalar.Random();
        var bytes = new byte[Size];
        var point = EdwardsPoint.MultiplyBase(in ephemeral);
        point.Encode(bytes);
        var info = Info(bytes, in recipientPublicKey, contextId, dealerIndex, recipientIndex);
        SchnorrProof.Prove(in ephemeral, in point, info, dealerIndex).ToBytes().CopyTo(bytes, EdwardsPoint.Size);
        using var box = new Box(EdwardsPoint.Multiply(in recipientPublicKey, in ephemeral), info);
        box.Seal(in share, bytes.AsSpan(BoxOffset));
        return bytes;
    }

    /// <summary>
    /// Decrypts a share; false if the bytes are not an encryption to this trustee by this dealer in this ceremony. Whether
    /// it is the right share is for <see cref="FeldmanCommitments.VerifyShare"/>.
    /// </summary>
    public static bool TryDecrypt(
        in Scalar recipientSecret,
        ReadOnlySpan<byte> encrypted,
        ReadOnlySpan<byte> contextId,
        int dealerIndex,
        int recipientIndex,
        out Scalar share
    )
    {
        share = default;
        if (!AreIndices(dealerIndex, recipientIndex) || encrypted.Length != Size)
        {
            return false;
        }

        var publicKey = EdwardsPoint.MultiplyBase(in recipientSecret);
        var info = Info(encrypted, in publicKey, contextId, dealerIndex, recipientIndex);
        if (!TryReadEphemeral(encrypted, info, dealerIndex, out var ephemeral))
        {
            return false;
        }

        using var box = new Box(EdwardsPoint.Multiply(in ephemeral, in recipientSecret), info);
        return box.TryOpen(encrypted[BoxOffset..], out share);
    }

    /// <summary>
    /// The evidence of a complaint: the shared point Z of this one encryption with a proof that it is right. It shows the
    /// share to everyone, and nothing of the trustee's secret. Null if the encryption holds no point to open, or one whose
    /// logarithm the dealer does not prove to know (Z might then open somebody else's encryption): the bytes themselves are
    /// then the evidence.
    /// </summary>
    public static ShareOpening? Open(
        in Scalar recipientSecret,
        ReadOnlySpan<byte> encrypted,
        ReadOnlySpan<byte> contextId,
        int dealerIndex,
        int recipientIndex
    )
    {
        FeldmanCommitments.ThrowIfNoIndex(dealerIndex);
        FeldmanCommitments.ThrowIfNoIndex(recipientIndex);
        var publicKey = EdwardsPoint.MultiplyBase(in recipientSecret);
        if (
            encrypted.Length != Size
            || !TryReadEphemeral(
                encrypted,
                Info(encrypted, in publicKey, contextId, dealerIndex, recipientIndex),
                dealerIndex,
                out var ephemeral
            )
        )
        {
            return null;
        }

        var shared = EdwardsPoint.Multiply(in ephemeral, in recipientSecret);
        var context = OpeningContext(encrypted, contextId, dealerIndex);
        return new ShareOpening(
            shared,
            ChaumPedersenProof.Prove(
                OpeningLabel,
                in recipientSecret,
                in publicKey,
                [ephemeral],
                [shared],
                context,
                recipientIndex
            )
        );
    }

    /// <summary>
    /// Judges a complaint from public values alone: the trustee's key, the dealer's bytes and well-formed commitments, the
    /// opening. A complaint by or against an index that nobody has is void.
    /// </summary>
    public static ComplaintVerdict Judge(
        in EdwardsPoint recipientPublicKey,
        ReadOnlySpan<byte> encrypted,
        ShareOpening? opening,
        ReadOnlySpan<EdwardsPoint> commitments,
        ReadOnlySpan<byte> contextId,
        int dealerIndex,
        int recipientIndex
    )
    {
        if (!AreIndices(dealerIndex, recipientIndex))
        {
            return ComplaintVerdict.OpeningInvalid;
        }

        if (encrypted.Length != Size)
        {
            return ComplaintVerdict.DealerAtFault;
        }

        var info = Info(encrypted, in recipientPublicKey, contextId, dealerIndex, recipientIndex);
        if (!TryReadEphemeral(encrypted, info, dealerIndex, out var ephemeral))
        {
            return ComplaintVerdict.DealerAtFault;
        }

        if (
            opening is null
            || !opening.Proof.Verify(
                OpeningLabel,
                in recipientPublicKey,
                [ephemeral],
                [opening.SharedPoint],
                OpeningContext(encrypted, contextId, dealerIndex),
                recipientIndex
            )
        )
        {
            return ComplaintVerdict.OpeningInvalid;
        }

        using var box = new Box(opening.SharedPoint, info);
        return
            box.TryOpen(encrypted[BoxOffset..], out var share)
            && FeldmanCommitments.VerifyShare(commitments, recipientIndex, in share)
            ? ComplaintVerdict.ShareValid
            : ComplaintVerdict.DealerAtFault;
    }

    private static bool AreIndices(int dealerIndex, int recipientIndex) =>
        FeldmanCommitments.IsIndex(dealerIndex) && FeldmanCommitments.IsIndex(recipientIndex);

    /// <summary>Reads E, if it is a good point and the dealer proves to know its logarithm; for encryptions of the right length.</summary>
    private static bool TryReadEphemeral(
        ReadOnlySpan<byte> encrypted,
        byte[] info,
        int dealerIndex,
        out EdwardsPoint ephemeral
    ) =>
        EdwardsPoint.TryDecode(encrypted[..EdwardsPoint.Size], out ephemeral)
        && SchnorrProof.TryDecode(encrypted[EdwardsPoint.Size..BoxOffset], out var proof)
        && proof.Verify(in ephemeral, info, dealerIndex);

    private static byte[] Info(
        ReadOnlySpan<byte> encrypted,
        in EdwardsPoint recipientPublicKey,
        ReadOnlySpan<byte> contextId,
        int dealerIndex,
        int recipientIndex
    ) =>
        [
            .. Protocol,
            .. Number(contextId.Length),
            .. contextId,
            .. Number(dealerIndex),
            .. Number(recipientIndex),
            .. encrypted[..EdwardsPoint.Size],
            .. recipientPublicKey.ToBytes(),
        ];

    /// <summary>The proof of an opening is bound to the ceremony, the dealer and the very bytes that it opens.</summary>
    private static byte[] OpeningContext(ReadOnlySpan<byte> encrypted, ReadOnlySpan<byte> contextId, int dealerIndex) =>
        [.. Number(contextId.Length), .. contextId, .. Number(dealerIndex), .. encrypted];

    private static byte[] Number(int value)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes;
    }

    /// <summary>The key and nonce of one encryption, zeroed when disposed.</summary>
    private sealed class Box : IDisposable
    {
        private readonly byte[] _keyAndNonce = GC.AllocateArray<byte>(KeySize + NonceSize, pinned: true);
        private readonly byte[] _info;

        public Box(in EdwardsPoint shared, byte[] info)
        {
            _info = info;
            Span<byte> input = stackalloc byte[EdwardsPoint.Size];
            shared.Encode(input);
            HKDF.DeriveKey(HashAlgorithmName.SHA256, input, _keyAndNonce, [], info);
            CryptographicOperations.ZeroMemory(input);
        }

        public void Seal(in Scalar share, Span<byte> box)
        {
            Span<byte> plain = stackalloc byte[Scalar.Size];
            share.Encode(plain);
            using var aes = new AesGcm(_keyAndNonce.AsSpan(0, KeySize), TagSize);
            aes.Encrypt(_keyAndNonce.AsSpan(KeySize), plain, box[..Scalar.Size], box[Scalar.Size..], _info);
            CryptographicOperations.ZeroMemory(plain);
        }

        public bool TryOpen(ReadOnlySpan<byte> box, out Scalar share)
        {
            share = default;
            Span<byte> plain = stackalloc byte[Scalar.Size];
            using var aes = new AesGcm(_keyAndNonce.AsSpan(0, KeySize), TagSize);
            try
            {
                aes.Decrypt(_keyAndNonce.AsSpan(KeySize), box[..Scalar.Size], box[Scalar.Size..], plain, _info);
            }
            catch (AuthenticationTagMismatchException)
            {
                return false;
            }

            var canonical = Scalar.TryDecode(plain, out share);
            CryptographicOperations.ZeroMemory(plain);
            return canonical;
        }

        public void Dispose() => CryptographicOperations.ZeroMemory(_keyAndNonce);
    }
}
