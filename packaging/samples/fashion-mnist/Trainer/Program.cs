using MLSecOps.Samples.FashionMnist;

try
{
    return Command.Run(args, Console.Out, Console.Error);
}
catch (CommandFault fault)
{
    fault.WriteTo(Console.Error);
    return fault.ExitCode;
}
