namespace MLSecOps.Hub.Domain.Storage;

/// <summary>A port: the hub's database. Reads see what was committed.</summary>
public interface IHubStore : IHubReads, IDisposable
{
    /// <summary>Begins a write transaction; waits while another exists.</summary>
    IHubTransaction Begin();
}
