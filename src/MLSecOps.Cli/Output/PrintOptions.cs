namespace MLSecOps.Cli.Output;

/// <summary>What the flags of every command ask of the printer.</summary>
/// <param name="Json">One JSON document instead of lines.</param>
/// <param name="Quiet">Nothing but the exit code.</param>
/// <param name="Colour">Always or never; null decides by the terminal.</param>
internal sealed record PrintOptions(bool Json, bool Quiet, bool? Colour);
