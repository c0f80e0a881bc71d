namespace MLSecOps.Samples.FashionMnist;

/// <summary>Ends the program with what went wrong, why, and what to do next.</summary>
/// <remarks>Exit codes are those of <c>mlsec</c>: 1 operational, 2 usage.</remarks>
internal sealed class CommandFault(string reason, string what, string why, string next, int exitCode = 1) : Exception(what)
{
    public int ExitCode => exitCode;

    public static CommandFault Usage(string what) => new(
        "USAGE", what, "the command line was not understood", "fashion-mnist-trainer --help", exitCode: 2);

    public void WriteTo(TextWriter writer)
    {
        writer.WriteLine($"fashion-mnist-trainer: error: {Message}  [{reason}]");
        writer.WriteLine($"fashion-mnist-trainer: why: {why}");
        writer.WriteLine($"fashion-mnist-trainer: next: {next}");
    }
}
