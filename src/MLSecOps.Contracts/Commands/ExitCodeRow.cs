namespace MLSecOps.Contracts.Commands;

/// <summary>One row of the table of exit codes.</summary>
/// <param name="Code">0 to 255.</param>
/// <param name="Name">One word.</param>
/// <param name="Meaning">One line, lower case.</param>
/// <param name="Retry">Whether the same command may work later.</param>
public sealed record ExitCodeRow(int Code, string Name, string Meaning, string Retry);
