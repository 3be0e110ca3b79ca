using BenchmarkDotNet.Running;
using PrivateVote.Benchmarks;
using PrivateVote.Benchmarks.Peers;

if (args is ["peers", .. var options])
{
    return Comparison.Run(options);
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, new MeasurementConfig());
return 0;
