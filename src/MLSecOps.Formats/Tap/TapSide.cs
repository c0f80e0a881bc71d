namespace MLSecOps.Formats.Tap;

/// <summary>Who made a tap message.</summary>
public enum TapSide
{
    /// <summary>The application; the agent trusts nothing that it says.</summary>
    Application,

    /// <summary>The agent.</summary>
    Agent,
}
