namespace MLSecOps.Hub.Domain.Storage;

/// <summary>The database could not be read or written: the outside world failed, nothing was judged.</summary>
public sealed class StorageException : Exception
{
    /// <summary>Without words.</summary>
    public StorageException()
    {
    }

    /// <summary>With the system's words.</summary>
    public StorageException(string message)
        : base(message)
    {
    }

    /// <summary>With the system's words and their cause.</summary>
    public StorageException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
