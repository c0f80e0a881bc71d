namespace MLSecOps.Hub.Domain.Devices;

/// <summary>Freshness axis: how old what the hub knows is. Judged on the hub's clock; apart from the verdict, which says what was last proven.</summary>
public enum Freshness
{
    /// <summary>No evidence ever came. The default.</summary>
    Never = 0,

    /// <summary>Evidence came within the window.</summary>
    Fresh = 1,

    /// <summary>Evidence is older than the window.</summary>
    Stale = 2,
}
