using System.Security.Cryptography;
using System.Text;
using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Roles;
using PrivateVote.Ethereum;
using PrivateVote.Identity;

namespace PrivateVote.Cli.Files;

/// <summary>The secrets of the roles in files under a passphrase: see <see cref="KeyFile"/>. None is ever printed.</summary>
internal static class KeyFiles
{
    private const string IdentityKind = "identity";
    private const string TrusteeKind = "trustee";
    private const string OrganizerKind = "organizer";
    private const string LogKind = "log";
    private const string WitnessKind = "witness";
    private const string IssuerKind = "issuer";
    private const string HolderKind = "holder";
    private const string WalletKind = "wallet";

    /// <summary>More bytes than any key file has.</summary>
    private const long SizeLimit = 1 << 16;

    public static void Save(Terminal terminal, KeyOptions.Values options, VoterIdentity identity) =>
        Save(terminal, options, identity.Secret.ToBytes(), IdentityKind);

    public static void Save(Terminal terminal, KeyOptions.Values options, Trustee trustee) =>
        Save(terminal, options, trustee.ExportSeed(), TrusteeKind);

    public static void Save(Terminal terminal, KeyOptions.Values options, RoleKey organizer) =>
        Save(terminal, options, organizer.ExportSeed(), OrganizerKind);

    public static void SaveIssuer(Terminal terminal, KeyOptions.Values options, RoleKey issuer) =>
        Save(terminal, options, issuer.ExportSeed(), IssuerKind);

    public static void SaveHolder(Terminal terminal, KeyOptions.Values options, RoleKey holder) =>
        Save(terminal, options, holder.ExportSeed(), HolderKind);

    /// <param name="privateKey">32 bytes; they are wiped.</param>
    public static void SaveWallet(Terminal terminal, KeyOptions.Values options, byte[] privateKey) =>
        Save(terminal, options, privateKey, WalletKind);

    /// <summary>The seed, then the name of the log or the witness.</summary>
    public static void Save(Terminal terminal, KeyOptions.Values options, NoteSigner signer) =>
        Save(
            terminal,
            options,
            [.. signer.ExportSeed(), .. Encoding.UTF8.GetBytes(signer.Name)],
            signer.Verifier.Type == NoteKeyType.Cosignature ? WitnessKind : LogKind
        );

    public static VoterIdentity OpenIdentity(Terminal terminal, KeyOptions.Values options) =>
        Open(
            terminal,
            options,
            IdentityKind,
            secret => Scalar.TryDecode(secret, out var scalar) ? VoterIdentity.FromSecret(scalar) : null
        );

    public static Trustee OpenTrustee(Terminal terminal, KeyOptions.Values options) =>
        Open(
            terminal,
            options,
            TrusteeKind,
            secret => secret.Length == Trustee.SeedSize ? Trustee.FromSeed(secret) : null
        );

    public static RoleKey OpenOrganizer(Terminal terminal, KeyOptions.Values options) =>
        OpenRole(terminal, options, OrganizerKind);

    public static RoleKey OpenIssuer(Terminal terminal, KeyOptions.Values options) =>
        OpenRole(terminal, options, IssuerKind);

    public static RoleKey OpenHolder(Terminal terminal, KeyOptions.Values options) =>
        OpenRole(terminal, options, HolderKind);

    public static EthereumKey OpenWallet(Terminal terminal, KeyOptions.Values options) =>
        Open(
            terminal,
            options,
            WalletKind,
            secret => Secp256k1.IsValidPrivateKey(secret) ? EthereumKey.FromPrivateKey(secret) : null
        );

    public static NoteSigner OpenLog(Terminal terminal, KeyOptions.Values options) =>
        OpenSigner(terminal, options, LogKind, NoteKeyType.Ed25519);

    public static NoteSigner OpenWitness(Terminal terminal, KeyOptions.Values options) =>
        OpenSigner(terminal, options, WitnessKind, NoteKeyType.Cosignature);

    private static RoleKey OpenRole(Terminal terminal, KeyOptions.Values options, string kind) =>
        Open(terminal, options, kind, secret => secret.Length == RoleKey.SeedSize ? RoleKey.FromSeed(secret) : null);

    private static NoteSigner OpenSigner(Terminal terminal, KeyOptions.Values options, string kind, NoteKeyType type) =>
        Open(
            terminal,
            options,
            kind,
            secret =>
                secret.Length > Ed25519.SeedSize
                    ? NoteSigner.FromSeed(
                        Encoding.UTF8.GetString(secret.AsSpan(Ed25519.SeedSize)),
                        secret.AsSpan(0, Ed25519.SeedSize),
                        type
                    )
                    : null
        );

    private static void Save(Terminal terminal, KeyOptions.Values options, byte[] secret, string kind)
    {
        try
        {
            OutputFile.CheckFree(options.File, options.Force);
            var passphrase = Passphrase.Choose(terminal, options.PassphraseFile, options.File);
            var content = KeyFile.Encrypt(secret, passphrase, kind, terminal.KeyCost);
            OutputFile.WriteSecret(options.File, content, options.Force);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private static T Open<T>(Terminal terminal, KeyOptions.Values options, string kind, Func<byte[], T?> read)
        where T : class
    {
        var content = InputFile.Read(options.File, SizeLimit);
        var passphrase = Passphrase.Get(terminal, options.PassphraseFile, options.File);
        if (!KeyFile.TryDecrypt(content, passphrase, kind, out var secret, out var problem))
        {
            throw new Failure($"{options.File}: {problem}");
        }

        try
        {
            return read(secret) ?? throw new Failure($"{options.File}: the secret in it is no {kind} key");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}
