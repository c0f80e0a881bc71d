namespace MLSecOps.EdgeAgent.Fetch;

/// <summary>A server that does not speak HTTP as it must, or hung up in the middle. The outside world, not the program: asking again can help.</summary>
internal sealed class HttpFaultException(string message, Exception? inner = null) : Exception(message, inner);
