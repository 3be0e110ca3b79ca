using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Generators;

namespace PrivateVote.Cryptography.Standard;

/// <summary>
/// A secret in a file under a passphrase: scrypt (RFC 7914) for the key, AES-256-GCM (NIST SP 800-38D) for the secret.
/// </summary>
/// <remarks>
/// <para>
/// The file is one line of strict JSON:
/// <c>{"format":"privatevote-key/1","kind":"...","n":131072,"salt":"...","nonce":"...","ciphertext":"..."}</c>.
/// <c>kind</c> says what the secret is for; <c>n</c> is scrypt's cost, a power of two, with r = 8 and p = 1 always, so
/// that 1024·n bytes of memory are needed; salt (16 bytes), nonce (12) and ciphertext with its tag of 16 at the end are
/// base64url. The associated data is <c>privatevote-key/1 newline kind newline n newline salt</c>: a file of one kind
/// cannot be passed off as another.
/// </para>
/// <para>
/// A file from outside cannot ask for more than 256 MiB, and is refused above 64 KiB. The passphrase is its UTF-8 as it
/// is, without Unicode normalisation.
/// </para>
/// </remarks>
public static class KeyFile
{
    /// <summary>The default cost n: 128 MiB, and about a second on one core.</summary>
    public const int DefaultCost = 1 << 17;

    /// <summary>Bytes of the longest secret.</summary>
    public const int MaximumSecretSize = 16 * 1024;

    private const string Format = "privatevote-key/1";
    private const int MinimumCost = 1 << 10;
    private const int MaximumCost = 1 << 18;
    private const int MaximumFileSize = 64 * 1024;
    private const int BlockSize = 8;
    private const int Parallelism = 1;
    private const int KeySize = 32;
    private const int SaltSize = 16;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Encrypts a secret with fresh salt and nonce and gives the file's bytes.</summary>
    /// <param name="secret">1 byte to 16 KiB.</param>
    /// <param name="passphrase">Not empty.</param>
    /// <param name="kind">What the secret is for, such as <c>trustee</c>: lower-case letters, digits and hyphens.</param>
    /// <exception cref="ArgumentException">An argument is empty, too long or not of its alphabet.</exception>
    public static byte[] Encrypt(ReadOnlySpan<byte> secret, string passphrase, string kind) =>
        Encrypt(secret, passphrase, kind, DefaultCost);

    /// <summary>As the other, with a cost of its own: a power of two, 2^10 to 2^18.</summary>
    /// <exception cref="ArgumentException">An argument is empty, too long, out of range or not of its alphabet.</exception>
    public static byte[] Encrypt(ReadOnlySpan<byte> secret, string passphrase, string kind, int cost)
    {
        ArgumentException.ThrowIfNullOrEmpty(passphrase);
        ArgumentNullException.ThrowIfNull(kind);
        if (secret.Length is 0 or > MaximumSecretSize)
        {
            throw new ArgumentException($"a secret is 1 to {MaximumSecretSize} bytes", nameof(secret));
        }

        if (!IsKind(kind))
        {
            throw new ArgumentException("a kind is 1 to 40 lower-case letters, digits and hyphens", nameof(kind));
        }

        if (!IsCost(cost))
        {
            throw new ArgumentException($"a cost is a power of two, {MinimumCost} to {MaximumCost}", nameof(cost));
        }

        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        var nonce = RandomNumberGenerator.GetBytes(NonceSize);
        var ciphertext = new byte[secret.Length + TagSize];
        var key = DeriveKey(passphrase, salt, cost);
        try
        {
            using var gcm = new AesGcm(key, TagSize);
            gcm.Encrypt(
                nonce,
                secret,
                ciphertext.AsSpan(0, secret.Length),
                ciphertext.AsSpan(secret.Length),
                AssociatedData(kind, cost, salt)
            );
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }

        return
        [
            .. StrictJson.Serialize(
                new Contents(
                    Format,
                    kind,
                    cost,
                    Base64Url.Encode(salt),
                    Base64Url.Encode(nonce),
                    Base64Url.Encode(ciphertext)
                )
            ),
            (byte)'\n',
        ];
    }

    /// <summary>Decrypts a file of the expected kind. The caller wipes the secret.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="passphrase">The passphrase it was encrypted under.</param>
    /// <param name="kind">What the secret must be for.</param>
    /// <param name="secret">The secret, when the answer is true.</param>
    /// <param name="refusal">What is wrong, in a sentence for the person at the keyboard.</param>
    public static bool TryDecrypt(
        ReadOnlySpan<byte> file,
        string passphrase,
        string kind,
        [NotNullWhen(true)] out byte[]? secret,
        [NotNullWhen(false)] out string? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(passphrase);
        ArgumentNullException.ThrowIfNull(kind);
        secret = null;
        if (file.Length > MaximumFileSize || !StrictJson.TryParse<Contents>(file, out var contents, out _))
        {
            refusal = "this is not a PrivateVote key file";
            return false;
        }

        if (contents.Format != Format)
        {
            refusal = "this key file has a format that this version does not know";
            return false;
        }

        if (!IsKind(contents.Kind) || !IsKind(kind) || contents.Kind != kind)
        {
            refusal = IsKind(contents.Kind)
                ? $"this key file holds a key of kind \"{contents.Kind}\", not \"{kind}\""
                : "this key file is damaged: its kind is not a name";
            return false;
        }

        if (!IsCost(contents.N))
        {
            refusal = $"this key file asks for a scrypt cost outside {MinimumCost} to {MaximumCost}";
            return false;
        }

        if (
            !Base64Url.TryDecode(contents.Salt, out var salt)
            || salt.Length != SaltSize
            || !Base64Url.TryDecode(contents.Nonce, out var nonce)
            || nonce.Length != NonceSize
            || !Base64Url.TryDecode(contents.Ciphertext, out var ciphertext)
            || ciphertext.Length is <= TagSize or > MaximumSecretSize + TagSize
        )
        {
            refusal = "this key file is damaged: salt, nonce or ciphertext has a wrong form";
            return false;
        }

        return TryOpen(contents, passphrase, salt, nonce, ciphertext, out secret, out refusal);
    }

    private static bool TryOpen(
        Contents contents,
        string passphrase,
        byte[] salt,
        byte[] nonce,
        byte[] ciphertext,
        [NotNullWhen(true)] out byte[]? secret,
        [NotNullWhen(false)] out string? refusal
    )
    {
        var opened = new byte[ciphertext.Length - TagSize];
        byte[]? key = null;
        try
        {
            key = DeriveKey(passphrase, salt, contents.N);
            using var gcm = new AesGcm(key, TagSize);
            gcm.Decrypt(
                nonce,
                ciphertext.AsSpan(0, opened.Length),
                ciphertext.AsSpan(opened.Length),
                opened,
                AssociatedData(contents.Kind, contents.N, salt)
            );
        }
        catch (Exception e) when (e is AuthenticationTagMismatchException or EncoderFallbackException)
        {
            secret = null;
            refusal = "the passphrase is wrong, or the key file was changed";
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }

        secret = opened;
        refusal = null;
        return true;
    }

    private static byte[] DeriveKey(string passphrase, byte[] salt, int cost)
    {
        var utf8 = StrictUtf8.GetBytes(passphrase);
        try
        {
            return SCrypt.Generate(utf8, salt, cost, BlockSize, Parallelism, KeySize);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(utf8);
        }
    }

    private static byte[] AssociatedData(string kind, int cost, byte[] salt) =>
        Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{Format}\n{kind}\n{cost}\n{Base64Url.Encode(salt)}")
        );

    private static bool IsKind(string kind) =>
        kind.Length is > 0 and <= 40 && kind.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static bool IsCost(int cost) => cost is >= MinimumCost and <= MaximumCost && BitOperations.IsPow2(cost);

    private sealed record Contents(string Format, string Kind, int N, string Salt, string Nonce, string Ciphertext);
}
