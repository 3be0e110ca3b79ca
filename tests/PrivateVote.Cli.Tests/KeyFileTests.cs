using PrivateVote.Cli.Tests.Support;

namespace PrivateVote.Cli.Tests;

public sealed class KeyFileTests : IDisposable
{
    private readonly CliRun cli = new();

    public void Dispose() => cli.Dispose();

    public static TheoryData<string, string> Roles =>
        new()
        {
            { "identity", "identity" },
            { "trustee", "trustee" },
            { "organizer", "organizer" },
            { "log", "log" },
        };

    [Theory]
    [MemberData(nameof(Roles))]
    public void A_key_file_opens_to_the_key_that_was_made(string role, string kind)
    {
        var made = cli.Do(NewKey(role, "@key"));

        Assert.Equal(made.Output, cli.Do(role, "show", "--key", "@key").Output);
        Assert.Contains($"\"kind\":\"{kind}\"", File.ReadAllText(cli.PathOf("key")), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void A_key_of_one_kind_does_not_stand_for_another(string role, string kind)
    {
        cli.Do(NewKey(role, "@key"));
        var other = role == "trustee" ? "identity" : "trustee";

        Assert.Contains($"\"{kind}\"", cli.Fail(2, other, "show", "--key", "@key"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_passphrase_opens_nothing()
    {
        cli.Do("trustee", "new", "--out", "@key");
        cli.PassphraseVariable = "another";

        Assert.Contains(
            "passphrase is wrong",
            cli.Fail(2, "trustee", "show", "--key", "@key"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_passphrase_comes_from_a_file_before_it_comes_from_the_environment()
    {
        cli.Write("passphrase", "from the file\nnot this line\n");
        cli.Do("trustee", "new", "--out", "@key", "--passphrase-file", "@passphrase");

        cli.Fail(2, "trustee", "show", "--key", "@key");
        cli.Do("trustee", "show", "--key", "@key", "--passphrase-file", "@passphrase");
    }

    [Fact]
    public void Without_a_passphrase_nothing_is_made()
    {
        cli.PassphraseVariable = null;

        Assert.Contains(
            "PRIVATEVOTE_PASSPHRASE",
            cli.Fail(2, "identity", "new", "--out", "@key"),
            StringComparison.Ordinal
        );
        Assert.False(File.Exists(cli.PathOf("key")));
        cli.Write("empty", "\n");
        Assert.Contains(
            "empty",
            cli.Fail(2, "identity", "new", "--out", "@key", "--passphrase-file", "@empty"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_key_file_is_replaced_only_when_that_is_asked_for()
    {
        var first = cli.Do("identity", "new", "--out", "@key").Output;

        Assert.Contains("--force", cli.Fail(2, "identity", "new", "--out", "@key"), StringComparison.Ordinal);
        Assert.Equal(first, cli.Do("identity", "show", "--key", "@key").Output);
        Assert.NotEqual(first, cli.Do("identity", "new", "--out", "@key", "--force").Output);
    }

    [Fact]
    public void A_key_file_is_for_its_owner_only()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        cli.Write("key", "readable by all");
        File.SetUnixFileMode(cli.PathOf("key"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        cli.Do("identity", "new", "--out", "@key", "--force");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(cli.PathOf("key")));
    }

    [Fact]
    public void A_file_that_is_no_key_file_is_refused_in_a_sentence()
    {
        cli.Write("key", "{}");

        Assert.Contains(
            "not a PrivateVote key file",
            cli.Fail(2, "log", "show", "--key", "@key"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_log_has_a_name_that_notes_can_be_signed_with() =>
        Assert.Contains(
            "--name",
            cli.Fail(2, "log", "new", "--name", "two words", "--out", "@key"),
            StringComparison.Ordinal
        );

    private static string[] NewKey(string role, string file) =>
        role == "log" ? ["log", "new", "--name", "example.org/log", "--out", file] : [role, "new", "--out", file];
}
