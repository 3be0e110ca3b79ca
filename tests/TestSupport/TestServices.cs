namespace PrivateVote.TestSupport;

/// <summary>The servers that tests/run.sh starts for the tests, by the environment variables that it sets.</summary>
public static class TestServices
{
    public const string PostgresVariable = "PRIVATEVOTE_POSTGRES";

    public const string RedisVariable = "PRIVATEVOTE_REDIS";

    /// <summary>A connection string of Npgsql.</summary>
    public static string Postgres => Required(PostgresVariable);

    /// <summary>`host:port`.</summary>
    public static string Redis => Required(RedisVariable);

    /// <summary>Why a test cannot run; null if it can, and in continuous integration (CI=true), where it fails instead.</summary>
    public static string? Missing(string variable) =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable))
        && Environment.GetEnvironmentVariable("CI") != "true"
            ? $"{variable} is not set: tests/run.sh starts the server"
            : null;

    private static string Required(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"{variable} is not set: tests/run.sh starts the server");
}

/// <summary>A fact that needs a PostgreSQL; shown as skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = TestServices.Missing(TestServices.PostgresVariable);
}

/// <summary>A fact that needs a Redis; shown as skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RedisFactAttribute : FactAttribute
{
    public RedisFactAttribute() => Skip = TestServices.Missing(TestServices.RedisVariable);
}
