namespace MLSecOps.Hub.Page.Views;

/// <summary>What the page cannot read in the database.</summary>
/// <param name="Fleet">Name of the fleet, from the hub's trust.</param>
/// <param name="Window">How old evidence may be and still count as fresh.</param>
/// <param name="Started">When this hub started.</param>
/// <param name="Broker">Asked at each view; must be quick.</param>
public sealed record PageOptions(string Fleet, TimeSpan Window, DateTimeOffset Started, Func<BrokerHealth> Broker)
{
    /// <summary>How long the fleet's nonce counts.</summary>
    public TimeSpan Nonce { get; init; }
}
