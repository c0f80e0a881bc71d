namespace MLSecOps.Trust.Policy;

/// <summary>Where the time of a verification came from.</summary>
public enum TimeOrigin
{
    /// <summary>The time floor: the newest time that a verified document proves has passed. True time is not before it. The default.</summary>
    Floor = 0,

    /// <summary>A clock that is known to be right within minutes.</summary>
    Clock = 1,

    /// <summary>A person named the time; taken exactly.</summary>
    Argument = 2,
}
