namespace MLSecOps.Formats.Tpm;

/// <summary>What an event of the agent's log says.</summary>
public enum TpmEventKind
{
    /// <summary>None; no event that was read has it.</summary>
    Unknown = 0,

    /// <summary>An agent started.</summary>
    AgentStart = 1,

    /// <summary>A release of a model was made current.</summary>
    ModelCurrent = 2,
}
