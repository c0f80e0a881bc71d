using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;

using Interruption interruption = new();
return await CommandLine.RunAsync(args, Surroundings.OfProcess(), interruption.Token);
