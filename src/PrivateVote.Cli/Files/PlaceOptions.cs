using System.CommandLine;
using PrivateVote.Client;

namespace PrivateVote.Cli.Files;

/// <summary>The options that name a service and what it keeps.</summary>
internal static class PlaceOptions
{
    public static Option<Uri?> Server() =>
        Server("--server", "The service that keeps the election, such as https://vote.example.org");

    public static Option<Uri?> Server(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "URL",
            CustomParser = result =>
            {
                if (
                    Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address)
                    && ServiceClient.IsAddress(address)
                )
                {
                    return address;
                }

                result.AddError($"{name}: '{result.Tokens[0].Value}' is no http or https address");
                return null;
            },
        };

    public static Option<string?> Election() => Id("--election", "The election's id");

    public static Option<string?> Committee() => Id("--committee", "The committee's id, before there is a manifest");

    /// <summary>The one of the two that was given.</summary>
    public static LogReference Reference(string? election, string? committee)
    {
        var text = election ?? committee ?? throw new Failure("--election ID, or --committee ID");
        return LogReference.TryParseId(text, out var id)
            ? new LogReference(election is null ? LogKind.Committee : LogKind.Election, id)
            : throw new Failure($"'{text}' is no id: an id is 64 hexadecimal digits, with or without 0x");
    }

    private static Option<string?> Id(string name, string description) =>
        new(name) { Description = description, HelpName = "ID" };
}
