using PrivateVote.Cli;

return CommandLine.Run(args, Terminal.System());
