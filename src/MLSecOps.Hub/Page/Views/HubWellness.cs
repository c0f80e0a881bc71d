namespace MLSecOps.Hub.Page.Views;

/// <summary>Whether what the page says can be relied on.</summary>
/// <param name="DatabaseTrouble">One line; null when nothing is wrong.</param>
/// <param name="Broker">The broker.</param>
/// <param name="LastMessage">When anything came from any device; null when nothing ever did.</param>
/// <param name="OpenGaps">Devices of which records are missing.</param>
/// <param name="GapsSince">Since when the oldest gap is open; null without gaps.</param>
/// <param name="Started">When this hub started.</param>
public sealed record HubWellness(
    string? DatabaseTrouble, BrokerHealth Broker, DateTimeOffset? LastMessage, int OpenGaps, DateTimeOffset? GapsSince, DateTimeOffset Started)
{
    /// <summary>Nothing of it is wrong.</summary>
    public bool IsWell => DatabaseTrouble is null && Broker.Up && OpenGaps == 0;
}
