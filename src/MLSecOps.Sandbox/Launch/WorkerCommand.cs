namespace MLSecOps.Sandbox.Launch;

/// <summary>Which program does which job.</summary>
internal sealed record WorkerCommand(string Program, string Name);
