using MLSecOps.Core.Findings;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Worker;

/// <summary>What came of loading the engine.</summary>
/// <param name="Description">The engine, as far as known.</param>
/// <param name="Fault">Why it cannot be used; null when it can.</param>
internal sealed record EngineLoad(EngineDescription Description, Check? Fault);
