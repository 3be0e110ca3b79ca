using System.CommandLine;
using System.Globalization;
using PrivateVote.Server;
using PrivateVote.Server.Logs;
using PrivateVote.Server.Storage;

namespace PrivateVote.Cli.Commands;

/// <summary>`serve`: a server that keeps elections' logs.</summary>
internal static class ServeCommand
{
    /// <summary>ASP.NET's own name for it: `true` where a proxy stands before the server.</summary>
    private const string BehindProxy = "ASPNETCORE_FORWARDEDHEADERS_ENABLED";

    public static Command Create(Terminal terminal)
    {
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "The folder of the server's master seed and, without --postgres, of its store",
            HelpName = "DIR",
            Required = true,
        };
        var urls = new Option<string[]>("--urls")
        {
            Description = "Where to listen; port 0 takes a free one. May be given more than once",
            HelpName = "URL",
            DefaultValueFactory = _ => [ServerOptions.DefaultUrl],
        };
        var name = new Option<string?>("--name")
        {
            Description =
                "The server's name in its logs' keys; kept for ever. Without it: host and port of the first url",
            HelpName = "NAME",
        };
        var postgres = new Option<string?>("--postgres")
        {
            Description = "Keep the logs in this PostgreSQL, which several servers may share",
            HelpName = "CONNECTION",
        };
        var redis = new Option<string?>("--redis")
        {
            Description =
                "Share live events, limits and waiting ballots with other servers on the same PostgreSQL through this Redis (host:port)",
            HelpName = "CONNECTION",
        };
        var organizers = new Option<string[]>("--organizer")
        {
            Description = "Open committees and spaces only for this organizer; may be given more than once",
            HelpName = "DID",
        };
        var registrar = new Option<string?>("--registrar")
        {
            Description =
                "The file of the registrar's seed, which servers of one store share; off: admit nobody. Without it: registrar.seed in DIR",
            HelpName = "FILE",
        };
        var didWeb = new Option<string>("--did-web")
        {
            Description = "Fetch documents of did:web issuers and status lists that spaces ask for: on or off",
            HelpName = "on|off",
            DefaultValueFactory = _ => ServerOptions.Off,
        };
        didWeb.AcceptOnlyFromAmong("on", ServerOptions.Off);
        var rpc = new Option<string[]>("--rpc")
        {
            Description =
                "Ask this Ethereum endpoint whether attestations of EAS on a chain were revoked, where a space wants to know; may be given more than once",
            HelpName = "CHAIN=URL",
        };
        var witnesses = new Option<string[]>("--witness")
        {
            Description = "Take cosignatures of this witness; may be given more than once",
            HelpName = "VKEY",
        };
        var noise = new Option<double>("--noise")
        {
            Description = "Re-encryptions a minute in every election with deniable re-voting",
            HelpName = "RATE",
        };
        var otlp = new Option<Uri?>("--otlp")
        {
            Description = "Send metrics and traces to this OTLP endpoint (HTTP)",
            HelpName = "URL",
        };
        var rate = new Option<int>("--allow-rate")
        {
            Description = "Writes a minute for each client's address; 0 for no limit",
            HelpName = "N",
        };
        var command = new Command("serve", "Keep elections' logs and serve them over HTTP")
        {
            data,
            urls,
            name,
            postgres,
            redis,
            organizers,
            registrar,
            didWeb,
            rpc,
            witnesses,
            noise,
            otlp,
            rate,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(
                    terminal,
                    new ServerOptions
                    {
                        Data = parsed.GetRequiredValue(data).FullName,
                        Urls = parsed.GetRequiredValue(urls),
                        Name = parsed.GetValue(name),
                        Postgres = parsed.GetValue(postgres),
                        Redis = parsed.GetValue(redis),
                        Organizers = parsed.GetValue(organizers) ?? [],
                        Registrar = parsed.GetValue(registrar),
                        DidWeb = parsed.GetValue(didWeb) == "on",
                        Rpc = ReadRpc(parsed.GetValue(rpc) ?? []),
                        Witnesses = parsed.GetValue(witnesses) ?? [],
                        Noise = parsed.GetValue(noise),
                        Otlp = parsed.GetValue(otlp),
                        AllowRate = parsed.GetValue(rate),
                        BehindProxy = terminal.EnvironmentVariable(BehindProxy) == "true",
                    },
                    cancellation
                )
        );
        return command;
    }

    private static Dictionary<ulong, Uri> ReadRpc(string[] endpoints)
    {
        var chains = new Dictionary<ulong, Uri>();
        foreach (var endpoint in endpoints)
        {
            if (
                endpoint.Split('=', 2) is not [var number, var url]
                || !ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var chain)
                || !Uri.TryCreate(url, UriKind.Absolute, out var address)
                || !chains.TryAdd(chain, address)
            )
            {
                throw new Failure(
                    $"--rpc {endpoint}: write CHAIN=URL, such as 1=https://node.example, each chain once"
                );
            }
        }

        return chains;
    }

    /// <summary>Runs until the process is asked to stop, and finishes what is under way.</summary>
    private static async Task<int> RunAsync(Terminal terminal, ServerOptions options, CancellationToken cancellation)
    {
        try
        {
            await using var app = ServerApplication.Create(options, terminal.Clock);
            await ServerApplication.RunAsync(app, url => terminal.Line("listening on " + url), cancellation);
            return ExitCode.Ok;
        }
        catch (StoreMismatchException mismatch)
        {
            throw new Failure("the store does not hold what was signed: " + mismatch.Message, ExitCode.Refused);
        }
        catch (Exception exception) when (exception is StoreException or ArgumentException)
        {
            throw new Failure(exception.Message);
        }
    }
}
