using System.Diagnostics;
using static PrivateVote.Server.Tests.Storage.StoreSamples;

namespace PrivateVote.Server.Tests.Storage;

/// <summary>A process of its own that uses a store, for tests that need a second one or kill it.</summary>
internal static class StoreProcess
{
    public const int BatchSize = 7;

    /// <summary>The slot that the first entry of every batch replaces.</summary>
    public static readonly byte[] Slot = Id("the one slot");

    public static ILogStore Connect(string kind, string connection, TimeSpan? patience) =>
        kind switch
        {
            "sqlite" => new SqliteStore(connection, patience),
            "postgres" => new PostgresStore(connection, patience),
            _ => throw new ArgumentException(kind, nameof(kind)),
        };

    /// <summary>This assembly, run as a program.</summary>
    public static Process Start((string Kind, string Connection) store, string task, byte[] log) =>
        Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [
                    typeof(StoreProcess).Assembly.Location,
                    task,
                    store.Kind,
                    store.Connection,
                    Convert.ToHexStringLower(log),
                ]
            )
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        ) ?? throw new InvalidOperationException("dotnet did not start");

    public static async Task<int> Main(string[] args)
    {
        if (args is not [var task, var kind, var connection, var hex])
        {
            return 2;
        }

        await using var store = Connect(kind, connection, null);
        var log = Convert.FromHexString(hex);
        switch (task)
        {
            case "hold":
                await using (await store.LockAsync(log, CancellationToken.None))
                {
                    Console.WriteLine("held");
                    _ = Console.ReadLine();
                }

                return 0;
            case "append":
                while (true)
                {
                    await AppendAsync(store, log);
                }

            default:
                return 2;
        }
    }

    private static async Task AppendAsync(ILogStore store, byte[] log)
    {
        long size;
        await using (var writer = await store.LockAsync(log, CancellationToken.None))
        {
            size = writer.Head.Size;
            var batch = Entries(size, BatchSize);
            batch[0] = batch[0] with { Slot = Slot, Replaces = size == 1 ? null : size - BatchSize };
            await writer.AppendAsync(batch, Head(size + BatchSize), CancellationToken.None);
        }

        Console.WriteLine(size + BatchSize);
    }
}
