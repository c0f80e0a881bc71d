namespace MLSecOps.Cli.Tests;

/// <summary>What one run left behind.</summary>
internal sealed record MlsecRun(int ExitCode, string Output, string Error)
{
    public override string ToString() => $"exit {ExitCode}\n--- stdout\n{Output}--- stderr\n{Error}";
}
