using System.CommandLine;
using System.Text;
using PrivateVote.Cli.Files;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;

namespace PrivateVote.Cli.Commands;

/// <summary>An Ethereum account's key, for attestations about or by that account.</summary>
internal static class WalletCommands
{
    /// <summary>More characters than a private key in hexadecimal has, with its line's end.</summary>
    private const int KeyTextLimit = 256;

    public static Command Create(Terminal terminal) =>
        new("wallet", "Make, import or show the key of an Ethereum account, kept under a passphrase")
        {
            New(terminal),
            Import(terminal),
            Show(terminal),
        };

    private static Command New(Terminal terminal)
    {
        var key = KeyOptions.New();
        var command = new Command("new", "Make an account");
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            var secret = NewPrivateKey();
            using var wallet = EthereumKey.FromPrivateKey(secret);
            KeyFiles.SaveWallet(terminal, key.Get(parsed), secret);
            terminal.Line(wallet.Address.ToString());
        });
        return command;
    }

    private static Command Import(Terminal terminal)
    {
        var file = InputFile.Argument("A file with the private key, 0x and 64 hexadecimal digits");
        var key = KeyOptions.New();
        var command = new Command("import", "Put an account's private key under a passphrase") { file };
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            var text = Encoding
                .ASCII.GetString(InputFile.Read(terminal, parsed.GetRequiredValue(file), KeyTextLimit))
                .Trim();
            if (
                !Hex.TryDecode(
                    text.StartsWith("0x", StringComparison.Ordinal) ? text : "0x" + text,
                    Secp256k1.PrivateKeySize,
                    out var secret
                ) || !Secp256k1.IsValidPrivateKey(secret)
            )
            {
                throw new Failure("this is no private key: 0x and 64 hexadecimal digits");
            }

            using var wallet = EthereumKey.FromPrivateKey(secret);
            KeyFiles.SaveWallet(terminal, key.Get(parsed), secret);
            terminal.Line(wallet.Address.ToString());
            terminal.Complain("Delete the file that it came from: whoever reads that has the account.");
        });
        return command;
    }

    private static Command Show(Terminal terminal)
    {
        var key = KeyOptions.Existing("--key", "The wallet's key file");
        var command = new Command("address", "Print the account's address");
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            using var wallet = KeyFiles.OpenWallet(terminal, key.Get(parsed));
            terminal.Line(wallet.Address.ToString());
        });
        return command;
    }

    private static byte[] NewPrivateKey()
    {
        var secret = new byte[Secp256k1.PrivateKeySize];
        do
        {
            System.Security.Cryptography.RandomNumberGenerator.Fill(secret);
        } while (!Secp256k1.IsValidPrivateKey(secret));

        return secret;
    }
}
