using PrivateVote.Cli.Files;
using PrivateVote.Cli.Tests.Support;
using PrivateVote.Ethereum;
using PrivateVote.Governance;

namespace PrivateVote.Cli.Tests;

/// <summary>What an owner's key remembers of what it has signed.</summary>
public sealed class SignedMemoryTests : IDisposable
{
    private static readonly VotedPayload Voted = new(
        new byte[32],
        "A payload",
        "option 1, For",
        Executed: false,
        new VotedCalls(1, Address.Zero, [])
    );

    private readonly CliRun cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task Two_commands_at_once_sign_one_payload_for_one_nonce()
    {
        var key = new FileInfo(cli.PathOf("owner.key"));
        var signed = await Task.WhenAll(
            Enumerable.Range(7, 8).Select(nonce => Task.Run(() => IsRemembered(key, nonce)))
        );
        Assert.Single(signed, remembered => remembered);
    }

    [Fact]
    public async Task Who_reads_the_memory_waits_until_nobody_writes_it()
    {
        var key = new FileInfo(cli.PathOf("owner.key"));
        var other = FileLock.Take(new FileInfo(key.FullName + ".signed"));
        var waiting = Task.Run(() => IsRemembered(key, 7));
        Assert.NotEqual(waiting, await Task.WhenAny(waiting, Task.Delay(TimeSpan.FromMilliseconds(300))));
        await other.DisposeAsync();
        Assert.True(await waiting);
    }

    private static bool IsRemembered(FileInfo key, int nonce)
    {
        try
        {
            SignedMemory.Remember(key, Voted, nonce, again: false);
            return true;
        }
        catch (Failure)
        {
            return false;
        }
    }
}
