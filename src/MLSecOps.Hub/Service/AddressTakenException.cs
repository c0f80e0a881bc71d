namespace MLSecOps.Hub.Service;

/// <summary>A port of the hub cannot be opened.</summary>
/// <param name="what">Which of its servers.</param>
/// <param name="address">Where.</param>
/// <param name="inner">What the system said.</param>
internal sealed class AddressTakenException(string what, string address, Exception inner) : Exception($"{what} cannot listen on {address}", inner)
{
    /// <summary>Which of the hub's servers.</summary>
    public string What { get; } = what;

    /// <summary>Where.</summary>
    public string Address { get; } = address;
}
