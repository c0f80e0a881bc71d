namespace MLSecOps.Contracts.Commands;

/// <summary>What one checking system of a device found about a model, in JSON.</summary>
/// <param name="System">Its name.</param>
/// <param name="Outcome"><c>passed</c>, <c>failed</c> or <c>not_run</c>.</param>
/// <param name="Failed">Names of the checks that did not pass.</param>
public sealed record ClaimedResultEntry(string System, string Outcome, IReadOnlyList<string> Failed);
