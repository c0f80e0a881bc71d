namespace MLSecOps.Cli.Inspection;

/// <summary>Has a model inspected: by the sandboxed worker; in tests of the verbs, without one.</summary>
/// <param name="subject">What is inspected.</param>
/// <param name="installed">What it is compared with, or null.</param>
/// <param name="worker">The worker's program as given, or null for the usual one.</param>
/// <param name="compareWeights">Whether the weights of both are read.</param>
/// <param name="cancellationToken">Ends the worker.</param>
/// <exception cref="Output.CommandFailure">There is no report: the worker is missing, was stopped, or lied.</exception>
internal delegate Task<InspectionRun> ModelInspector(InspectionSubject subject, InspectionSubject? installed, string? worker, bool compareWeights, CancellationToken cancellationToken);
