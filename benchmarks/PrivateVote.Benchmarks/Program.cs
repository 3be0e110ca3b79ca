using BenchmarkDotNet.Running;
using PrivateVote.Benchmarks;
using PrivateVote.Benchmarks.Peers;
using PrivateVote.Benchmarks.Records;

if (args is ["peers", .. var options])
{
    return Comparison.Run(options);
}

if (args is ["records", .. var arguments])
{
    return RecordCommand.Run(arguments);
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, new MeasurementConfig());
return 0;
