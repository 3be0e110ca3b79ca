using System.CommandLine;
using System.Numerics;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Rpc;
using PrivateVote.Ethereum.Safe;

namespace PrivateVote.Cli.Files;

/// <summary>Options that name chains, accounts and nodes.</summary>
internal static class ChainOptions
{
    public static Option<Uri?> Rpc(bool required)
    {
        var option = PlaceOptions.Server(
            "--rpc",
            "The JSON-RPC endpoint of an Ethereum node that you trust, such as one of your own"
        );
        option.Required = required;
        return option;
    }

    /// <summary>An option whose value is an address with a right checksum.</summary>
    public static Option<Address?> Account(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "ADDRESS",
            CustomParser = result =>
            {
                if (Address.TryParse(result.Tokens[0].Value, out var address))
                {
                    return address;
                }

                result.AddError(
                    $"{name}: '{result.Tokens[0].Value}' is no address: 0x and 40 hexadecimal digits, with a right EIP-55 checksum if of mixed case"
                );
                return null;
            },
        };

    public static Option<Address?> MultiSend() =>
        Account("--multi-send", "The MultiSend contract of the chain, where it is not at its canonical address");

    /// <summary>A whole number from 0, such as a nonce.</summary>
    public static Option<BigInteger?> Number(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (
                    text.Length is > 0 and <= 78
                    && !text.AsSpan().ContainsAnyExceptInRange('0', '9')
                    && BigInteger.Parse(text, System.Globalization.CultureInfo.InvariantCulture) is var number
                    && number.GetBitLength() <= 256
                )
                {
                    return number;
                }

                result.AddError($"{name}: '{text}' is no whole number below 2^256 in decimal digits");
                return null;
            },
        };

    public static Option<SafeVersion> Version() =>
        new("--safe-version")
        {
            Description = "The version of the Safe's contract, from 1.3.0 on",
            HelpName = "VERSION",
            DefaultValueFactory = _ => SafeVersion.V141,
            CustomParser = result =>
            {
                if (SafeVersion.TryParse(result.Tokens[0].Value, out var version, out var refusal))
                {
                    return version;
                }

                result.AddError($"--safe-version: {refusal}");
                return default;
            },
        };

    /// <summary>Redirects are not followed: an answer is the endpoint's that was named, or none.</summary>
    public static HttpClient Http() => new(new SocketsHttpHandler { AllowAutoRedirect = false });

    /// <summary>Runs work with an endpoint; what it does not answer ends the command in one line.</summary>
    public static T With<T>(Uri endpoint, Func<JsonRpc, Task<T>> work)
    {
        using var http = Http();
        try
        {
            return work(new JsonRpc(http, endpoint)).GetAwaiter().GetResult();
        }
        catch (JsonRpcException exception)
        {
            throw new Failure(exception.Message);
        }
    }

    /// <summary>The calls in a payload file.</summary>
    public static IReadOnlyList<SafeCall> ReadPayload(FileInfo file) =>
        PayloadFile.TryParse(InputFile.Read(file, PayloadFile.MaximumSize), out var calls, out var refusal)
            ? calls
            : throw new Failure($"{file} is not a payload: {refusal}");

    /// <summary>The same as manifests and proposals have it.</summary>
    /// <param name="chainId">The chain of what executes.</param>
    /// <param name="executor">Its address, EIP-55.</param>
    public static Payload ReadPayload(FileInfo file, ulong chainId, string executor) =>
        new(
            chainId,
            executor,
            [
                .. ReadPayload(file)
                    .Select(call => new Call(
                        call.To.ToString(),
                        call.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
                        Hex.Encode(call.Data),
                        (int)call.Operation
                    )),
            ]
        );
}
