namespace MLSecOps.Contracts.Hub;

/// <summary>How far the chain of a device's records has come.</summary>
/// <param name="Epoch">The epoch of the last acknowledged record; 32 hexadecimal digits.</param>
/// <param name="Complete">The hub has every record of the epoch up to this one.</param>
/// <param name="Head"><c>sha256:</c> of that record's link.</param>
/// <param name="Authenticated">Signed evidence commits to everything up to this one; null for none yet.</param>
public sealed record HubChain(string Epoch, long Complete, string Head, long? Authenticated);
