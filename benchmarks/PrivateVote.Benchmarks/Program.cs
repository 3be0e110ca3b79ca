using BenchmarkDotNet.Running;
using PrivateVote.Benchmarks;
using PrivateVote.Benchmarks.Peers;
using PrivateVote.Benchmarks.Records;
using PrivateVote.Benchmarks.Service;

if (args is ["peers", .. var options])
{
    return Comparison.Run(options);
}

if (args is ["records", .. var arguments])
{
    return RecordCommand.Run(arguments);
}

if (args is ["service", .. var service])
{
    return await ServiceCommand.RunAsync(service);
}

if (args is ["registrations", .. var registrations])
{
    return await RegistrationCommand.RunAsync(registrations);
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, new MeasurementConfig());
return 0;
