namespace PrivateVote.Cli.Bench;

internal static class Median
{
    /// <summary>The middle one; between the two middle ones, if there are two.</summary>
    public static double Of(IEnumerable<double> values)
    {
        double[] ascending = [.. values.Order()];
        return (ascending[(ascending.Length - 1) / 2] + ascending[ascending.Length / 2]) / 2;
    }
}
