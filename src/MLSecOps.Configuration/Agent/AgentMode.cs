namespace MLSecOps.Configuration.Agent;

/// <summary>What the agent does with a verdict that is not good.</summary>
public enum AgentMode
{
    /// <summary>Blocks. The default.</summary>
    Enforce = 0,

    /// <summary>Reports and blocks nothing.</summary>
    Observe = 1,
}
