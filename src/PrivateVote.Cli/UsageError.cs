using System.CommandLine.Parsing;
using System.Globalization;

namespace PrivateVote.Cli;

/// <summary>What is wrong with a command line, in the words of whoever typed it: without the names of our types.</summary>
internal static class UsageError
{
    public static string ToText(ParseError error)
    {
        var (name, type) = error.SymbolResult switch
        {
            OptionResult option => (option.Option.Name, option.Option.ValueType),
            ArgumentResult { Parent: OptionResult option } => (option.Option.Name, option.Option.ValueType),
            ArgumentResult argument => (argument.Argument.Name, argument.Argument.ValueType),
            _ => ("", typeof(string)),
        };
        var expected = Nullable.GetUnderlyingType(type) ?? type;
        var wrong = error.SymbolResult?.Tokens.Select(token => token.Value).FirstOrDefault(value => !Fits(value));
        return wrong is null ? error.Message
            : expected.IsEnum ? $"{name}: '{wrong}' is none of {string.Join(", ", Enum.GetNames(expected))}"
            : $"{name}: '{wrong}' is no whole number{(IsUnsigned() ? " from 0 on" : "")}, or too large a one";

        bool Fits(string value) =>
            expected.IsEnum ? Enum.TryParse(expected, value, ignoreCase: true, out _)
            : expected == typeof(int) ? int.TryParse(value, CultureInfo.InvariantCulture, out _)
            : expected == typeof(long) ? long.TryParse(value, CultureInfo.InvariantCulture, out _)
            : expected == typeof(uint) ? uint.TryParse(value, CultureInfo.InvariantCulture, out _)
            : expected != typeof(ulong) || ulong.TryParse(value, CultureInfo.InvariantCulture, out _);

        bool IsUnsigned() => expected == typeof(uint) || expected == typeof(ulong);
    }
}
