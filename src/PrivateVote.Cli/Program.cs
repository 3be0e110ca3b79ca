using System.CommandLine;

return await new RootCommand("Private, verifiable voting.").Parse(args).InvokeAsync();
