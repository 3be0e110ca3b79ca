using PrivateVote.Cli.Tests.Support;
using PrivateVote.Elections.Circuits;

namespace PrivateVote.Cli.Tests;

public sealed class KeyCommandTests : IDisposable
{
    private readonly CliRun cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public void The_keys_that_come_with_the_program_are_good_and_their_setup_is_named()
    {
        var answer = cli.Do("key", "verify-setup");

        Assert.Equal(2, answer.Output.Split("setup: bootstrap").Length - 1);
        Assert.Contains("3 contributions", answer.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("FAIL", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_another_circuit_is_told_apart()
    {
        var answer = cli.Run(
            "key",
            "verify-setup",
            "--circuit",
            "ballot-8",
            "--key",
            ProvingArtifacts.BuiltIn.PathOf("ballot-3.zkey")
        );

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("FAIL digest", answer.Output, StringComparison.Ordinal);
        Assert.Contains("FAIL verifier", answer.Output, StringComparison.Ordinal);
        Assert.Contains("setup: unknown", answer.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_000)]
    public void A_damaged_key_is_refused(int position)
    {
        var bytes = File.ReadAllBytes(ProvingArtifacts.BuiltIn.PathOf("ballot-3.zkey"));
        bytes[position] ^= 1;
        File.WriteAllBytes(cli.PathOf("key"), bytes);

        var answer = cli.Run("key", "verify-setup", "--circuit", "ballot-3", "--key", "@key");

        Assert.Equal(1, answer.ExitCode);
        Assert.DoesNotContain("setup: bootstrap", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_proved_with_a_key_that_was_exchanged()
    {
        File.Copy(ProvingArtifacts.BuiltIn.PathOf("ballot-8.zkey"), cli.PathOf("ballot-3.zkey"));
        File.Copy(ProvingArtifacts.BuiltIn.PathOf("ballot-3.witness"), cli.PathOf("ballot-3.witness"));
        var circuit = PrivateVote.Elections.Circuits.BallotCircuit.For(2)!;

        Assert.Contains(
            "not the file this program was built with",
            Assert.ThrowsAny<Exception>(() => new ProvingArtifacts(cli.PathOf("")).MakerFor(circuit)).Message,
            StringComparison.Ordinal
        );
        File.Delete(cli.PathOf("ballot-3.zkey"));
        Assert.Contains(
            "is missing",
            Assert.ThrowsAny<Exception>(() => new ProvingArtifacts(cli.PathOf("")).MakerFor(circuit)).Message,
            StringComparison.Ordinal
        );
    }
}
