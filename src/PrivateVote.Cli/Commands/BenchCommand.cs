using System.CommandLine;
using System.Globalization;
using System.Text;
using PrivateVote.Cli.Bench;
using PrivateVote.Cryptography.Fields;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Cli.Commands;

/// <summary>`bench`: what elections cost on this machine.</summary>
internal static class BenchCommand
{
    public static Command Create(Terminal terminal)
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else" };
        var command = new Command("bench", "Measure how fast this machine proves, verifies and counts") { json };
        command.SetAction(parsed => Run(terminal, BenchWork.Full, parsed.GetValue(json)));
        return command;
    }

    /// <summary>Measures so much and prints it.</summary>
    public static int Run(Terminal terminal, BenchWork work, bool json)
    {
        if (!json)
        {
            terminal.Say(
                "Measuring on inputs made here and now; half a minute to two. Other work on this machine makes it slower."
            );
        }

        var result = new BenchRun(terminal, work).Measure();
        if (json)
        {
            terminal.Line(Encoding.UTF8.GetString(StrictJson.Serialize(result)));
        }
        else
        {
            Print(terminal, result);
        }

        return ExitCode.Ok;
    }

    private static void Print(Terminal terminal, BenchResult result)
    {
        terminal.Line();
        terminal.Line($"{result.Processor}, {result.Cores} cores, {result.Runtime}");
        terminal.Line(
            result.Lanes
                ? $"eight field elements at once ({NameOf(result.LanePath)})"
                : "one field element at a time: this processor has neither AVX-512 nor AVX2, or they are switched off"
        );
        terminal.Table(
            ["median of", "time", "which is"],
            [
                [
                    "verify one ballot",
                    Milliseconds(result.VerifySingleMs),
                    $"{Whole(1_000 / result.VerifySingleMs)} ballots a second and core",
                ],
                [
                    "verify in a batch, a ballot",
                    Milliseconds(result.VerifyBatchPerBallotMs),
                    $"{Whole(1_000 / result.VerifyBatchPerBallotMs)} ballots a second and core",
                ],
                [
                    "prove a ballot, 3 options",
                    Milliseconds(result.ProveBallot3Ms),
                    $"{Whole(60_000 / result.ProveBallot3Ms)} ballots a minute",
                ],
                [
                    "prove a ballot, 8 options",
                    Milliseconds(result.ProveBallot8Ms),
                    $"{Whole(60_000 / result.ProveBallot8Ms)} ballots a minute",
                ],
                [
                    "hash two elements",
                    Text(result.Poseidon2Us, "us"),
                    $"{Whole(1_000_000 / result.Poseidon2Us)} hashes a second and core",
                ],
                [
                    "build a census of 100,000",
                    Milliseconds(result.Census100kMs),
                    $"{Whole(100_000_000 / result.Census100kMs)} members a second",
                ],
                ["find a total of 10^12", Milliseconds(result.Dlog1e12Ms), "the longest of all totals"],
                [
                    "verify a record, a ballot",
                    Milliseconds(1_000 / result.RecordVerifyPerSecond),
                    $"{Whole(result.RecordVerifyPerSecond)} ballots a second",
                ],
            ]
        );
        foreach (var paragraph in Explanations)
        {
            terminal.Say(paragraph);
        }
    }

    private static readonly string[] Explanations =
    [
        "verify one ballot: from the bytes of a ballot of 3 options, decoding and subgroup check included, on one core. What a log does before it answers with a receipt.",
        "verify in a batch: the same for 1,000 ballots checked together, each under its own random 128-bit coefficient, on one core. What the verifier of a record does.",
        "prove a ballot: witness and Groth16 proof on all cores. What a voter waits for.",
        "hash two elements: Poseidon, one of many hashes, on one core. What censuses and nullifiers are made of.",
        "build a census: all members registered, their leaves hashed, and the tree over them, on all cores.",
        "find a total: the discrete logarithm of the largest total, with the table made for it, on all cores. What follows the decryption.",
        "verify a record: a whole election replayed from its record, key ceremony and result included, divided by its few hundred ballots, on all cores. Larger records take less for each ballot.",
    ];

    private static string NameOf(LanePath path) => path == LanePath.Avx512 ? "AVX-512" : "AVX2";

    private static string Milliseconds(double value) =>
        value switch
        {
            < 1 => Text(1_000 * value, "us"),
            < 1_000 => Text(value, "ms"),
            _ => Text(value / 1_000, "s"),
        };

    /// <summary>Three digits that count.</summary>
    private static string Text(double value, string unit) =>
        value.ToString(
            value < 10 ? "0.00"
                : value < 100 ? "0.0"
                : "0",
            CultureInfo.InvariantCulture
        )
        + " "
        + unit;

    private static string Whole(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
