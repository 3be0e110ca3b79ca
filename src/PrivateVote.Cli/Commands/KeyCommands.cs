using System.CommandLine;
using PrivateVote.Cli.Files;
using PrivateVote.Cryptography.Groth16;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Cli.Commands;

/// <summary>The keys that ballots are proved with.</summary>
internal static class KeyCommands
{
    private static readonly string[] Circuits = ["ballot-3", "ballot-8"];

    public static Command Create(Terminal terminal) =>
        new("key", "Check the keys that ballots are proved with") { VerifySetup(terminal) };

    private static Command VerifySetup(Terminal terminal)
    {
        var circuit = new Option<string?>("--circuit") { Description = "Which circuit's key (default: each)" };
        circuit.AcceptOnlyFromAmong(Circuits);
        var key = new Option<FileInfo?>("--key")
        {
            Description = "A proving key in snarkjs' form (default: the one beside this program)",
            HelpName = "ZKEY",
        };
        var command = new Command(
            "verify-setup",
            "Check a proving key: its digest, its verification key, who took part in its setup; exit code 1 if a check fails"
        )
        {
            circuit,
            key,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(key) is not null && result.GetResult(circuit) is null)
            {
                result.AddError("--key goes with --circuit: say which circuit the key is for");
            }
        });
        command.SetAction(parsed =>
        {
            string[] names = parsed.GetValue(circuit) is { } one ? [one] : Circuits;
            var good = true;
            foreach (var name in names)
            {
                var file = parsed.GetValue(key) ?? new FileInfo(ProvingArtifacts.BuiltIn.PathOf(name + ".zkey"));
                good &= Check(terminal, name, file);
            }

            return good ? ExitCode.Ok : ExitCode.Refused;
        });
        return command;
    }

    private static bool Check(Terminal terminal, string name, FileInfo file)
    {
        terminal.Heading($"{name}: {file}");
        var key = Load(terminal, file);
        var verificationKey = BallotCircuit.TryFind(name, out var circuit)
            ? circuit.VerificationKey
            : throw new System.Diagnostics.UnreachableException("the option takes known circuits only");
        var sameFile = key.Digest.AsSpan().SequenceEqual(ProvingArtifacts.Digests[name + ".zkey"]);
        var sameKey = key.VerificationKey.Digest.AsSpan().SequenceEqual(verificationKey.Digest);
        terminal.Outcome(
            sameFile,
            sameFile
                ? $"digest    {Hex.Encode(key.Digest)} is the one in SHA256SUMS"
                : $"digest    {Hex.Encode(key.Digest)} is not the one in SHA256SUMS, {Hex.Encode(ProvingArtifacts.Digests[name + ".zkey"])}"
        );
        terminal.Outcome(
            sameKey,
            sameKey
                ? $"verifier  its verification key {Hex.Encode(key.VerificationKey.Digest)} is the one built into this verifier"
                : $"verifier  its verification key {Hex.Encode(key.VerificationKey.Digest)} is another than the one built into this verifier"
        );
        // Loading refuses a key that fails one of these.
        terminal.Outcome(
            true,
            $"sanity    every point is on its curve; in the verification key all are of prime order, none at infinity, gamma is not delta, and there are {key.VerificationKey.PublicCount} public signals"
        );
        terminal.Outcome(true, $"phase 2   {Contributions(key.ContributionCount)}");
        terminal.Line(
            sameFile
                ? $"setup: {BallotCircuit.Setup}. Whoever ran it could have kept what forges proofs; see circuits/README.md for how to run your own."
                : "setup: unknown"
        );
        return sameFile && sameKey;
    }

    private static string Contributions(int count) => count == 1 ? "1 contribution" : $"{count} contributions";

    private static ProvingKey Load(Terminal terminal, FileInfo file)
    {
        using var stream = InputFile.Open(file);
        try
        {
            return terminal.WithSpinner($"Reading {file.Name}", () => ProvingKey.Load(stream));
        }
        catch (InvalidDataException exception)
        {
            throw new Failure($"{file} is refused as a proving key: {exception.Message}", ExitCode.Refused);
        }
    }
}
