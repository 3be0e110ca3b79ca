namespace PrivateVote.Cli.Tests;

public sealed class TerminalTests
{
    [Fact]
    public void Text_that_others_chose_moves_no_cursor_and_reorders_no_line()
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(output, error, TimeProvider.System, _ => null, canAsk: false);
        const string Hostile = "a\u001b[2Jb\u009b1Fc\rd\u202ee\u2066f\ng\u2028h\u200fi\u061cj";

        terminal.Line(Hostile);
        terminal.Show(Hostile);
        terminal.Say(Hostile);
        terminal.Outcome(false, Hostile);
        terminal.Heading(Hostile);
        terminal.Chart(Hostile, [(Hostile, 1)]);
        terminal.Complain(Hostile);

        var shown = output.ToString() + error;
        Assert.DoesNotContain(
            shown,
            c => (char.IsControl(c) && c != '\n') || c is '\u202e' or '\u2066' or '\u2028' or '\u200f' or '\u061c'
        );
        Assert.DoesNotContain("\ng", shown, StringComparison.Ordinal);
        Assert.Contains("a?[2Jb?1Fc?d?e?f?g?h?i?j", error.ToString(), StringComparison.Ordinal);
    }
}
