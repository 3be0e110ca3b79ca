using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using PrivateVote.Elections;

namespace PrivateVote.Server.Telemetry;

/// <summary>What an operator watches. No value and no tag names a voter, a ballot or an address.</summary>
internal sealed class ServerMetrics : IDisposable
{
    /// <summary>The name of the meter and of the source of traces.</summary>
    public const string Name = "PrivateVote.Server";

    private readonly Meter meter = new(Name);
    private readonly Counter<long> entries;
    private readonly Counter<long> accepted;
    private readonly Counter<long> refused;
    private readonly Counter<long> registered;
    private readonly Counter<long> turnedAway;
    private readonly Histogram<double> registering;
    private readonly Histogram<int> batchSize;
    private readonly Histogram<double> verify;
    private readonly Histogram<double> commit;

    public ServerMetrics()
    {
        entries = meter.CreateCounter<long>("privatevote.entries", "{entry}", "Entries appended that are not ballots");
        accepted = meter.CreateCounter<long>("privatevote.ballots.accepted", "{ballot}", "Ballots entered");
        refused = meter.CreateCounter<long>("privatevote.ballots.refused", "{ballot}", "Ballots refused, by code");
        registered = meter.CreateCounter<long>(
            "privatevote.registrations.accepted",
            "{registration}",
            "Registrations entered"
        );
        turnedAway = meter.CreateCounter<long>(
            "privatevote.registrations.refused",
            "{registration}",
            "Registrations refused, by code"
        );
        registering = meter.CreateHistogram<double>(
            "privatevote.registration.duration",
            "s",
            "A registration, from its challenge's check until it is durable or refused"
        );
        batchSize = meter.CreateHistogram<int>("privatevote.batch.size", "{ballot}", "Ballots of one batch");
        verify = meter.CreateHistogram<double>("privatevote.batch.verify", "s", "Verifying a batch's proofs");
        commit = meter.CreateHistogram<double>(
            "privatevote.batch.commit",
            "s",
            "Entering a batch, until it is durable"
        );
    }

    public ActivitySource Traces { get; } = new(Name);

    public void WatchQueue(Func<int> length) =>
        meter.CreateObservableGauge("privatevote.ballots.waiting", length, "{ballot}", "Ballots in the queue");

    public void Watch(string name, Func<long> count, string description) =>
        meter.CreateObservableCounter(name, count, "{ballot}", description);

    public void EntryAppended(string kind) => entries.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void BallotAccepted() => accepted.Add(1);

    public void BallotRefused(RefusalCode code) =>
        BallotRefused(string.Create(CultureInfo.InvariantCulture, $"E{(int)code}"));

    public void BallotRefused(string code) => refused.Add(1, new KeyValuePair<string, object?>("code", code));

    public void WatchRegistrations(Func<int> count) =>
        meter.CreateObservableGauge(
            "privatevote.registrations.waiting",
            count,
            "{registration}",
            "Registrations under way"
        );

    public void RegistrationAccepted() => registered.Add(1);

    public void RegistrationRefused(string code) => turnedAway.Add(1, new KeyValuePair<string, object?>("code", code));

    public void RegistrationDone(TimeSpan duration) => registering.Record(duration.TotalSeconds);

    public void BatchDone(int size, TimeSpan verifying, TimeSpan committing)
    {
        batchSize.Record(size);
        verify.Record(verifying.TotalSeconds);
        commit.Record(committing.TotalSeconds);
    }

    public void Dispose()
    {
        meter.Dispose();
        Traces.Dispose();
    }
}
